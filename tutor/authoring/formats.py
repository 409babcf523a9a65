"""Which format a file is in: by what it holds, not by what it is called."""

from __future__ import annotations

from pathlib import Path

from tutor.content.importers.safe_files import Package, SourceError, is_zip, open_package

_HEAD_BYTES = 4_096


def format_of(path: Path) -> str:
    """The name of an import format.

    Raises:
        SourceError: it is none that is read here.
    """
    if is_zip(path):
        package = open_package(path)
        try:
            return _package_format(package)
        finally:
            package.close()
    head = path.read_bytes()[:_HEAD_BYTES]
    if b"\0" in head:
        raise SourceError(
            "This is not a text, an XML file or a zip archive. Bring GIFT, Moodle XML, a Common "
            "Cartridge, a QTI package, or a course folder packed as a zip."
        )
    if b"<quiz" in head:
        return "moodle"
    return "qti" if b"assessment" in head and b"<" in head else "gift"


def _package_format(package: Package) -> str:
    if course_root(package) is not None:
        return "folder"
    if "imsmanifest.xml" not in package.names:
        return "qti"
    manifest = package.read("imsmanifest.xml")
    return "qti" if b"imsqti_item" in manifest else "cartridge"


def course_root(package: Package) -> str | None:
    """The folder within an archive that holds course.md, "" for its top; None without one."""
    found = [name for name in package.names if name.rsplit("/", 1)[-1] == "course.md"]
    shortest = min(found, key=len, default=None)
    return None if shortest is None else shortest.removesuffix("course.md")


def unpack_course(path: Path, folder: Path) -> Path:
    """The course folder of an archive, written below `folder`; names were checked on opening."""
    package = open_package(path)
    try:
        root = course_root(package) or ""
        for name in sorted(package.names):
            if name.startswith(root):
                target = folder / name.removeprefix(root)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(package.read(name))
    finally:
        package.close()
    return folder
