"""QTI 2.x and 3.0: a package (zip or folder), or one item's file. Core interactions only."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from attention_model.compat import override
from tutor.content.importers.bank import Bank, NotTakenError, Pictures
from tutor.content.importers.base import Importer, Reading
from tutor.content.importers.qti_interactions import Desk, take_item
from tutor.content.importers.qti_item import read_item
from tutor.content.importers.safe_files import (
    AbsentError,
    Package,
    SourceError,
    is_zip,
    open_package,
    parse_xml,
    read_file,
)
from tutor.content.importers.xml_tools import bare, words_of

MANIFEST = "imsmanifest.xml"
_SECTIONS = ("assessmentSection", "qti-assessment-section")
_REFERENCES = ("assessmentItemRef", "qti-assessment-item-ref")


class QtiImporter(Importer):
    """A package with imsmanifest.xml, a folder or archive of items, or one item."""

    name = "qti"

    @override
    def read(self, path: Path, *, course: str = "") -> Reading:
        bank = Bank(format=self.name, label=path.name)
        try:
            if path.is_file() and not is_zip(path):
                _take(read_file(path), path.name, bank, pictures=Pictures())
                return bank.reading(slug=path.stem, title=path.stem)
            package = open_package(path)
        except SourceError as error:
            bank.error(path.name, str(error))
            return Reading(draft=None, findings=tuple(bank.findings))
        try:
            return _read_package(package, bank, path)
        except SourceError as error:
            bank.error(path.name, str(error))
            return Reading(draft=None, findings=tuple(bank.findings))
        finally:
            package.close()


def _read_package(package: Package, bank: Bank, path: Path) -> Reading:
    title, licence = path.stem, ""
    if MANIFEST in package.names:
        root = bare(parse_xml(package.read(MANIFEST), name=MANIFEST))
        title = words_of(root.find("metadata//title")) or title
        licence = words_of(root.find("metadata//rights/description"))
        planned = list(_planned(package, root, title))
    else:
        names = sorted(name for name in package.names if name.endswith(".xml"))
        planned = [(title, name) for name in names]
    for section, name in planned:
        bank.section(section)
        pictures = Pictures(found=partial(_picture, package, name))
        try:
            _take(package.read(name), name, bank, pictures=pictures)
        except AbsentError as error:
            bank.skip(name, str(error))
    return bank.reading(slug=title, title=title, licence=licence)


def _take(data: bytes, name: str, bank: Bank, *, pictures: Pictures) -> None:
    root = parse_xml(data, name=name)
    try:
        item = read_item(root)
        where = f"{item.title or item.identifier} ({name})"
        pictures.prefix = bank.free_slug(f"figure-{PurePosixPath(name).stem}", "figure")
        take_item(Desk(item=item, where=where, bank=bank, pictures=pictures))
    except NotTakenError as error:
        bank.skip(name, str(error))


def _planned(package: Package, root: Element, title: str) -> Iterator[tuple[str, str]]:
    """(lesson, file) of every item: in the order of the tests, then those in no test."""
    seen: set[str] = set()
    hrefs = [(one.get("type", ""), one.get("href", "")) for one in root.iter("resource")]
    for kind, href in hrefs:
        if "qti_test" in kind and href in package.names:
            test = bare(parse_xml(package.read(href), name=href))
            for section, reference in _references(test, test.get("title") or title):
                name = _joined(href, reference)
                if name in package.names and name not in seen:
                    seen.add(name)
                    yield section, name
    for kind, href in hrefs:
        if "qti_item" in kind and href not in seen:
            seen.add(href)
            yield title, href


def _references(element: Element, section: str) -> Iterator[tuple[str, str]]:
    for child in element:
        if child.tag in _REFERENCES:
            yield section, child.get("href", "")
        else:
            is_named = child.tag in _SECTIONS and child.get("title")
            yield from _references(child, child.get("title", "") if is_named else section)


def _picture(package: Package, page: str, source: str) -> bytes | None:
    name = _joined(page, unquote(source).partition("?")[0])
    return package.read(name) if name in package.names else None


def _joined(page: str, path: str) -> str:
    parts = list(PurePosixPath(page).parent.parts)
    for part in PurePosixPath(path).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)
