"""Common Cartridge 1.1 to 1.3, and Canvas' exports: pages, links and QTI 1.2 tests of a course."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from attention_model.compat import override
from tutor.content.importers.bank import Bank, NotTakenError, Pictures
from tutor.content.importers.base import Importer, Reading
from tutor.content.importers.html_text import escaped
from tutor.content.importers.qti12 import read_items
from tutor.content.importers.safe_files import (
    AbsentError,
    Package,
    SourceError,
    open_package,
    parse_xml,
)
from tutor.content.importers.xml_tools import bare, words_of

MANIFEST = "imsmanifest.xml"
_FILE_BASE = re.compile(r"^(?:\$|%24)?IMS[-_]CC[-_]FILEBASE(?:\$|%24)?/?")
_UNTAKEN = {
    "imsdt_": "a discussion: lessons here have none",
    "imsbasiclti_": "a link to a tool elsewhere",
    "associatedcontent/": "",
    "webcontent": "",
}


class CartridgeImporter(Importer):
    """An .imscc or .zip file, or the folder of one."""

    name = "cartridge"

    @override
    def read(self, path: Path, *, course: str = "") -> Reading:
        bank = Bank(format=self.name, label=path.name)
        try:
            package = open_package(path)
        except SourceError as error:
            bank.error(path.name, str(error))
            return bank.reading(slug=path.stem, title=path.stem)
        try:
            return _read(package, bank, path)
        except SourceError as error:
            bank.error(path.name, str(error))
            return Reading(draft=None, findings=tuple(bank.findings))
        finally:
            package.close()


def _read(package: Package, bank: Bank, path: Path) -> Reading:
    root = bare(parse_xml(package.read(MANIFEST), name=MANIFEST))
    title = words_of(root.find("metadata//general/title")) or path.stem
    rights = words_of(root.find("metadata//rights/description"))
    resources = {one.get("identifier", ""): one for one in root.iter("resource")}
    desk = _Desk(package=package, bank=bank, resources=resources, title=title)
    for organisation in root.iter("organization"):
        desk.walk(organisation, title)
    desk.rest()
    return bank.reading(slug=title, title=title, licence=rights)


@dataclass
class _Desk:
    """A cartridge while it is read."""

    package: Package
    bank: Bank
    resources: dict[str, Element]
    title: str
    done: set[str] = field(default_factory=set)

    def walk(self, element: Element, section: str) -> None:
        """Folders of the organisation become lessons, in its order."""
        for item in element.findall("item"):
            title = words_of(item.find("title"))
            if item.find("item") is not None:
                self.walk(item, title or section)
            elif reference := item.get("identifierref"):
                self.bank.section(section)
                self.take(reference, title)

    def rest(self) -> None:
        """Tests that stand in no folder become lessons of their own."""
        for identifier, resource in self.resources.items():
            if identifier not in self.done and "assessment" in resource.get("type", ""):
                self.take(identifier, "", is_own_lesson=True)

    def take(self, identifier: str, title: str, *, is_own_lesson: bool = False) -> None:
        resource = self.resources.get(identifier)
        if resource is None or identifier in self.done:
            return
        self.done.add(identifier)
        kind = resource.get("type", "")
        where = title or identifier
        try:
            if kind.startswith("imsqti_"):
                self._test(identifier, resource, title, is_own_lesson=is_own_lesson)
            elif kind.startswith("imswl_"):
                self._link(resource, where)
            elif kind == "webcontent" and _href(resource).endswith((".html", ".htm")):
                self._page(resource, where)
            elif kind != "associatedcontent":
                reasons = (why for start, why in _UNTAKEN.items() if kind.startswith(start))
                reason = next(reasons, "") or f"a resource of type {kind[:60]!r}: nothing shows it"
                self.bank.skip(where, reason)
        except (AbsentError, NotTakenError) as error:
            self.bank.skip(where, str(error))

    def _test(self, identifier: str, resource: Element, title: str, *, is_own_lesson: bool) -> None:
        # Canvas' own file has every question type, the cartridge's only those of the standard.
        own = f"non_cc_assessments/{identifier}.xml.qti"
        name = own if own in self.package.names else _href(resource)
        root = bare(parse_xml(self.package.read(name), name=name))
        assessment = root.find("assessment")
        called = assessment.get("title", "") if assessment is not None else ""
        if is_own_lesson:
            self.bank.section(title or called or self.title)
        read_items(root, self.bank, pictures=lambda: self._pictures(name))

    def _link(self, resource: Element, where: str) -> None:
        root = bare(parse_xml(self.package.read(_href(resource)), name=where))
        url = root.find("url")
        address = url.get("href", "") if url is not None else ""
        if not address.startswith(("http://", "https://")):
            raise NotTakenError("a link without a web address")
        title = words_of(root.find("title")) or where
        self.bank.add_text(title, f"[{escaped(title)}](<{address}>)")

    def _page(self, resource: Element, where: str) -> None:
        name = _href(resource)
        html = self.package.read(name).decode("utf-8", errors="replace")
        pictures = self._pictures(name)
        pictures.prefix = re.sub(r"[^a-z0-9]+", "-", PurePosixPath(name).stem.lower()).strip("-")
        text = self.bank.words(html, "html", where, pictures=pictures, is_asked=False)
        self.bank.add_text(where, text, pictures=pictures)

    def _pictures(self, page: str) -> Pictures:
        return Pictures(found=lambda source: self._picture(page, source))

    def _picture(self, page: str, source: str) -> bytes | None:
        path = unquote(source).partition("?")[0]
        places = [f"{start}{_FILE_BASE.sub('', path)}" for start in ("web_resources/", "")]
        if not _FILE_BASE.match(path):
            places = [_joined(page, path), *places]
        name = next((one for one in places if one in self.package.names), "")
        return self.package.read(name) if name else None


def _href(resource: Element) -> str:
    file = resource.find("file")
    own = resource.get("href") or ""
    return own or (file.get("href", "") if file is not None else "")


def _joined(page: str, path: str) -> str:
    parts: list[str] = list(PurePosixPath(page).parent.parts)
    for part in PurePosixPath(path).parts:
        if part == "..":
            parts = parts[:-1]
        else:
            parts.append(part)
    return "/".join(parts)
