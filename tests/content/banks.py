"""Small question banks in the formats of other systems, written for tests."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

GIFT = """$CATEGORY: $course$/top/Equations

// [id:undo-add]
::Undo::What undoes +3? {
  =subtract 3#Yes.
  ~add 3#That adds three more.
  ####Take 3 away on both sides.
}

::Truth::Zero is a number.{TRUE#It is one.#Right.}

::Half::What is half of 3? {#1.5:0.01}

::Word::A letter that stands for a number is a {=variable =unknown}.

::Pairs::Match. {=one -> 1 =two -> 2 = -> 3}

Read on.
"""


def write_gift(folder: Path) -> Path:
    path = folder / "equations.gift"
    path.write_text(GIFT, encoding="utf-8")
    return path


PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)


def moodle_question(kind: str, body: str, *, name: str = "A question", text: str = "Why?") -> str:
    """One <question>; `text` is the HTML of what it asks."""
    return (
        f'<question type="{kind}"><name><text>{name}</text></name>'
        f'<questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>'
        f"{body}</question>"
    )


def moodle_answer(text: str, fraction: float, feedback: str = "", extra: str = "") -> str:
    said = f"<feedback><text>{feedback}</text></feedback>"
    return f'<answer fraction="{fraction}"><text>{text}</text>{said}{extra}</answer>'


def moodle_quiz(*questions: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><quiz>{"".join(questions)}</quiz>'


MOODLE = moodle_quiz(
    '<question type="category"><category><text>$course$/top/Algebra</text></category></question>',
    moodle_question(
        "multichoice",
        "<single>true</single><shuffleanswers>1</shuffleanswers>"
        + moodle_answer("4", 100, "Yes.")
        + moodle_answer("10", 0, "That adds."),
        name="Which",
        text='<p>Solve \\(x+3=7\\).</p><p><img src="@@PLUGINFILE@@/dot.png" alt="a dot"></p>',
    ).replace(
        "</text></questiontext>",
        f'</text><file name="dot.png" path="/" encoding="base64">{PNG}</file></questiontext>',
        1,
    ),
    moodle_question(
        "numerical",
        moodle_answer("2.5", 100, extra="<tolerance>0.1</tolerance>"),
        name="Half of five",
    ),
    moodle_question("cloze", "", name="Gaps", text="<p>2+1={1:NUMERICAL:=3:0} and so on.</p>"),
)


def write_moodle(folder: Path) -> Path:
    path = folder / "algebra.xml"
    path.write_text(MOODLE, encoding="utf-8")
    return path


MANIFEST_CC = """<?xml version="1.0"?>
<manifest identifier="m" xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
  xmlns:lomimscc="http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest">
 <metadata><schema>IMS Common Cartridge</schema><schemaversion>1.1.0</schemaversion><lomimscc:lom>
  <lomimscc:general><lomimscc:title><lomimscc:string>Lines</lomimscc:string></lomimscc:title>
  </lomimscc:general><lomimscc:rights><lomimscc:description><lomimscc:string>CC BY
  4.0</lomimscc:string></lomimscc:description></lomimscc:rights></lomimscc:lom></metadata>
 <organizations><organization identifier="o"><item identifier="root"><item identifier="w">
  <title>Week one</title>
  <item identifier="i1" identifierref="page"><title>Slopes</title></item>
  <item identifier="i2" identifierref="quiz"><title>Quiz</title></item></item></item>
 </organization></organizations>
 <resources>
  <resource identifier="page" type="webcontent" href="pages/slopes.html">
   <file href="pages/slopes.html"/></resource>
  <resource identifier="quiz" type="imsqti_xmlv1p2/imscc_xmlv1p1/assessment">
   <file href="quiz/quiz.xml"/></resource>
 </resources>
</manifest>"""
PAGE_CC = "<html><body><p>A slope is a <b>rise</b> over a run.</p></body></html>"
QUIZ_CC = """<?xml version="1.0"?>
<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2">
<assessment ident="a" title="Q">
<section ident="s"><item ident="q1" title="Slope"><itemmetadata><qtimetadata><qtimetadatafield>
<fieldlabel>cc_profile</fieldlabel><fieldentry>cc.multiple_choice.v0p1</fieldentry>
</qtimetadatafield></qtimetadata></itemmetadata><presentation><material>
<mattext texttype="text/html">&lt;p&gt;Which is steeper?&lt;/p&gt;</mattext></material>
<response_lid ident="r" rcardinality="Single"><render_choice>
<response_label ident="A"><material><mattext>2</mattext></material></response_label>
<response_label ident="B"><material><mattext>3</mattext></material></response_label>
</render_choice></response_lid></presentation><resprocessing><outcomes>
<decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>
<respcondition><conditionvar><varequal respident="r">B</varequal></conditionvar>
<setvar action="Set" varname="SCORE">100</setvar></respcondition></resprocessing></item></section>
</assessment></questestinterop>"""


def write_cartridge(folder: Path) -> Path:
    for name, text in (
        ("imsmanifest.xml", MANIFEST_CC),
        ("pages/slopes.html", PAGE_CC),
        ("quiz/quiz.xml", QUIZ_CC),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def pack(path: Path, files: Mapping[str, str | bytes]) -> Path:
    """A zip archive of some files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


QTI2 = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"'
QTI3 = 'xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"'
MATCH_CORRECT = (
    '<responseProcessing template="http://www.imsglobal.org/rptemplates/match_correct"/>'
)


def qti2_item(
    declarations: str, body: str, *, after: str = MATCH_CORRECT, name: str = "one"
) -> str:
    """A QTI 2 item of one's own body."""
    return (
        f'<?xml version="1.0"?><assessmentItem {QTI2} identifier="{name}" title="{name}" '
        f'adaptive="false" timeDependent="false">{declarations}<itemBody>{body}</itemBody>{after}'
        "</assessmentItem>"
    )


def declared(
    *values: str, cardinality: str = "single", base: str = "identifier", name: str = "RESPONSE"
) -> str:
    """A response's declaration with its right answer."""
    listed = "".join(f"<value>{value}</value>" for value in values)
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{listed}</correctResponse></responseDeclaration>"
    )


QTI3_CHOICE = f"""<?xml version="1.0"?>
<qti-assessment-item {QTI3} identifier="steep" title="Steep" time-dependent="false">
<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">
<qti-correct-response><qti-value>b</qti-value></qti-correct-response></qti-response-declaration>
<qti-item-body><p>Which is steeper?</p>
<qti-choice-interaction response-identifier="RESPONSE" shuffle="true" max-choices="1">
<qti-simple-choice identifier="a">2</qti-simple-choice>
<qti-simple-choice identifier="b">3</qti-simple-choice></qti-choice-interaction></qti-item-body>
<qti-response-processing template="https://www.imsglobal.org/question/qti_v3p0/rptemplates/match_correct.xml"/>
</qti-assessment-item>"""


def write_qti(folder: Path) -> Path:
    (folder / "steep.xml").write_text(QTI3_CHOICE, encoding="utf-8")
    entry = '<p>One and two make <textEntryInteraction responseIdentifier="RESPONSE"/>.</p>'
    text = qti2_item(declared("3", base="integer"), entry, name="sum")
    (folder / "sum.xml").write_text(text, encoding="utf-8")
    return folder
