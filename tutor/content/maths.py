"""TeX to MathML and to words, when content is saved; nobody's browser loads a maths library.

Temml writes the MathML and MathLive's rules the words. Both are JavaScript, bundled by the front
end's build into one script and run here by QuickJS, in a thread of its own (an interpreter belongs
to the thread that made it), with bounds on time, memory and length.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any, TypeVar

import nh3
import quickjs
from django.conf import settings

from tutor.content import spoken

_Result = TypeVar("_Result")

#: A lesson's longest formula has about 300 characters.
MAX_TEX_CHARACTERS = 2_000
TIME_LIMIT_S = 1
MEMORY_LIMIT_BYTES = 256 * 1024 * 1024

#: MathLive looks for these in a browser; QuickJS has neither.
_STUBS = """
const nothing = () => {};
globalThis.console = {log: nothing, info: nothing, warn: nothing, error: nothing, debug: nothing};
globalThis.MathfieldElement = {
  textToSpeechRules: "mathlive", textToSpeechMarkup: "", speechEngineRate: "100%",
};
"""

_TAGS = {
    "math", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msup",
    "msub", "msubsup", "mover", "munder", "munderover", "mtable", "mtr", "mtd", "mpadded",
    "mphantom", "menclose", "mstyle", "mmultiscripts", "mprescripts",
}  # fmt: skip
_ATTRIBUTES = {
    "class", "display", "displaystyle", "fence", "form", "stretchy", "separator", "lspace",
    "rspace", "width", "height", "depth", "mathvariant", "accent", "accentunder", "linethickness",
    "notation", "minsize", "maxsize", "movablelimits", "columnalign", "rowspacing",
    "columnspacing", "scriptlevel", "symmetric", "largeop", "voffset",
}  # fmt: skip
#: Temml's own markup is read once more: what is not MathML, and any style, falls out.
_CLEANER = nh3.Cleaner(tags=_TAGS, attributes={"*": _ATTRIBUTES})


class MathsToolsMissingError(RuntimeError):
    """The front end's build did not run."""


class FormulaError(ValueError):
    """TeX that cannot be shown; the message says what is wrong with it."""


@dataclass(frozen=True, kw_only=True)
class Formula:
    """A formula's MathML and its words, in the usual reading and word for word."""

    tex: str
    mathml: str
    usual_reading: str
    literal_reading: str

    def markup(self, *, is_literal: bool = False) -> str:
        """The MathML with its words as accessible name; Chromium reads 2t and 2^t alike without."""
        words = escape(self.literal_reading if is_literal else self.usual_reading)
        return self.mathml.replace("<math", f'<math aria-label="{words}"', 1)


@lru_cache(maxsize=10_000)
def formula(tex: str, *, is_display: bool = False) -> Formula:
    """Render a formula; about 1 ms, or nothing when it was seen before.

    Raises:
        FormulaError: the TeX is not understood, too long, or takes too long.
        MathsToolsMissingError: the bundled script was not built.
    """
    if len(tex) > MAX_TEX_CHARACTERS:
        raise FormulaError(f"it has {len(tex)} characters; at most {MAX_TEX_CHARACTERS} are shown")
    readable = spoken.without_traps(tex)
    mathml, speech = in_maths_thread(lambda: _run(tex, readable, is_display))
    literal = spoken.literal_reading(mathml)
    return Formula(
        tex=tex,
        mathml=_CLEANER.clean(mathml),
        usual_reading=spoken.tidied(speech) or literal,
        literal_reading=literal,
    )


_here = threading.local()
_thread = ThreadPoolExecutor(
    max_workers=1,
    thread_name_prefix="maths",
    initializer=lambda: setattr(_here, "is_maths_thread", True),
)


def in_maths_thread(work: Callable[[], _Result]) -> _Result:
    """Run `work` in the interpreter's thread, at once where this is that thread already.

    A whole course is rendered there: handing over 7,000 formulas one by one costs more on a busy
    machine than rendering them.
    """
    if getattr(_here, "is_maths_thread", False):
        return work()
    return _thread.submit(work).result()


def _run(tex: str, readable: str, is_display: bool) -> tuple[str, str]:
    context = _interpreter(_script_path())
    try:
        # Arguments travel as values, never as source text.
        mathml = context.get("mathmlOf")(tex, is_display)
        speech = context.get("speechOf")(readable)
    except quickjs.JSException as error:
        # The first lines say what is wrong; the rest are the interpreter's stack.
        # Temml underlines the sign it stumbled over with U+0332.
        reason = " ".join(str(error).split("\n    at ")[0].replace("\u0332", "").split())
        if reason.startswith("TypeError"):
            reason = "it breaks off: a sign, a brace or an exponent is incomplete"
        raise FormulaError(reason.removeprefix("ParseError:").strip()) from None
    return str(mathml), str(speech)


@lru_cache(maxsize=1)
def _interpreter(path: Path) -> Any:
    try:
        source = path.read_text(encoding="utf-8")
    except OSError as error:
        raise MathsToolsMissingError(
            f"Formulas cannot be rendered: {path} is missing. Run `make setup`, which builds it."
        ) from error
    context = quickjs.Context()
    context.set_memory_limit(MEMORY_LIMIT_BYTES)
    context.eval(_STUBS)
    context.eval(source)
    context.eval("globalThis.mathmlOf = (tex, display) => attuneMaths.mathml(tex, display)")
    context.eval("globalThis.speechOf = (tex) => attuneMaths.speech(tex)")
    context.set_time_limit(TIME_LIMIT_S)
    return context


def _script_path() -> Path:
    return Path(settings.BASE_DIR) / "frontend" / "dist-maths" / "maths.js"
