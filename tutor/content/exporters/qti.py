"""QTI 3.0: a zip package of items in one test, where our types have a counterpart."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from html import escape

from attention_model.compat import override
from tutor.content.exporters.base import Export, Exporter, NotWrittenError
from tutor.content.exporters.html import Press, mathml_with_tex
from tutor.content.exporters.qti_items import item_body
from tutor.content.importers.base import CourseDraft, ItemDraft, LessonDraft, SegmentDraft

NAMESPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
_MANIFEST = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
#: Every archive of the same course is the same to the byte.
_EPOCH = (1980, 1, 1, 0, 0, 0)


class QtiExporter(Exporter):
    """One .zip file; a lesson is a section of the test, a text an item that asks nothing."""

    name = "qti"
    suffix = ".zip"

    @override
    def write(self, draft: CourseDraft) -> Export:
        export, sections = Export(), []
        members: dict[str, str] = {}
        data = {figure.name: figure.data for figure in draft.figures}
        shown: set[str] = set()
        for lesson in draft.lessons:
            files = dict(_lesson(lesson, export, shown))
            members |= files
            sections.append((lesson, list(files)))
        members["test.xml"] = _test(draft, sections)
        names = sorted(shown & data.keys())
        members["imsmanifest.xml"] = _manifest(draft, list(members), names)
        pictures = {f"items/pictures/{name}": data[name] for name in names}
        export.files["course.zip"] = _packed(
            {name: text.encode() for name, text in members.items()} | pictures
        )
        return export


def _lesson(lesson: LessonDraft, export: Export, shown: set[str]) -> Iterable[tuple[str, str]]:
    for segment in lesson.segments:
        press = Press(segment=segment, write=mathml_with_tex, address="pictures/{}")
        if segment.text:
            slug = f"{lesson.slug}-{segment.slug}-text"
            title = segment.title or segment.slug
            yield f"items/{slug}.xml", _item(slug, title, "", press.block(segment.text), "")
            if segment.kind not in ("reading", "practice"):
                export.note(segment.slug, f"a {segment.kind.replace('_', ' ')} becomes a text")
        for item in segment.items:
            try:
                yield f"items/{item.slug}.xml", _written(item, segment, press, export)
                export.item_count += 1
            except NotWrittenError as error:
                export.skip(item.slug, str(error))
        shown |= press.shown


def _written(item: ItemDraft, segment: SegmentDraft, press: Press, export: Export) -> str:
    made = item_body(item, press, export)
    stem = press.block(item.question.stem)
    said = "".join(_feedback(item, press))
    if any(hint.scaffold for hint in item.hints):
        export.note(item.slug, "the questions within its hints are left out; the hints stay")
    if item.skills:
        export.note(item.slug, "its skills are left out")
    title = item.title or segment.title or item.slug
    return _item(item.slug, title, made.declarations, stem + made.body, made.processing + said)


def _feedback(item: ItemDraft, press: Press) -> Iterable[str]:
    spec = item.question.spec
    for name, key in (("right", "feedback_right"), ("not-yet", "feedback_default")):
        if text := str(spec.get(key) or ""):
            yield _modal(name, press.block(text))
    for number, hint in enumerate(item.hints[:-1], start=1):
        yield _modal(f"hint-{number:02}", press.block(hint.text))
    if item.hints:
        yield _modal("solution", press.block(item.hints[-1].text))


def _modal(name: str, html: str) -> str:
    return (
        f'<qti-modal-feedback outcome-identifier="FEEDBACK" identifier="{name}" show-hide="show">'
        f"<qti-content-body>{html}</qti-content-body></qti-modal-feedback>"
    )


def _item(slug: str, title: str, declarations: str, body: str, after: str) -> str:
    outcomes = (
        '<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>'
        '<qti-outcome-declaration identifier="FEEDBACK" cardinality="multiple" '
        'base-type="identifier"/>'
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<qti-assessment-item xmlns="{NAMESPACE}" '
        f'identifier="{escape(slug)}" title="{escape(title)}" adaptive="false" '
        f'time-dependent="false">{declarations}{outcomes}<qti-item-body>{body}</qti-item-body>'
        f"{after}</qti-assessment-item>\n"
    )


def _test(draft: CourseDraft, sections: list[tuple[LessonDraft, list[str]]]) -> str:
    parts = []
    for lesson, names in sections:
        references = "".join(
            f'<qti-assessment-item-ref identifier="i-{number}" href="{escape(name)}"/>'
            for number, name in enumerate(names, start=1)
        )
        parts.append(
            f'<qti-assessment-section identifier="s-{escape(lesson.slug)}" visible="true" '
            f'title="{escape(lesson.title)}">{references}</qti-assessment-section>'
        )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<qti-assessment-test xmlns="{NAMESPACE}" '
        f'identifier="{escape(draft.slug)}" title="{escape(draft.title)}"><qti-test-part '
        'identifier="all" navigation-mode="nonlinear" submission-mode="individual">'
        f"{''.join(parts)}</qti-test-part></qti-assessment-test>\n"
    )


def _manifest(draft: CourseDraft, names: list[str], pictures: list[str]) -> str:
    resources = "".join(
        f'<resource identifier="r-{number}" type="{_kind(name)}" href="{escape(name)}">'
        f'<file href="{escape(name)}"/></resource>'
        for number, name in enumerate(names, start=1)
    ) + "".join(
        f'<resource identifier="p-{number}" type="webcontent" href="items/pictures/{name}">'
        f'<file href="items/pictures/{name}"/></resource>'
        for number, name in enumerate(pictures, start=1)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest xmlns="{_MANIFEST}" '
        f'identifier="{escape(draft.slug)}"><metadata><schema>QTI Package</schema>'
        '<schemaversion>3.0.0</schemaversion><lom xmlns="http://ltsc.ieee.org/xsd/LOM">'
        f"<general><title><string>{escape(draft.title)}</string></title></general><rights>"
        f"<description><string>{escape(draft.licence)}</string></description></rights></lom>"
        f"</metadata><organizations/><resources>{resources}</resources></manifest>\n"
    )


def _kind(name: str) -> str:
    return "imsqti_test_xmlv3p0" if name == "test.xml" else "imsqti_item_xmlv3p0"


def _packed(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(members.items()):
            info = zipfile.ZipInfo(name, date_time=_EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return stream.getvalue()
