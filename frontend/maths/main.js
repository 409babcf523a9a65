// What Python runs when content is saved (tutor/content/maths.py): TeX to MathML, and to words.
// It never reaches a browser.
import { convertLatexToSpeakableText } from 'mathlive/ssr'
import temml from 'temml'

// `trust: false` refuses links, classes, styles and URLs inside a formula.
const OPTIONS = { throwOnError: true, trust: false, wrap: 'none', xml: true, maxExpand: 200 }

globalThis.attuneMaths = {
  mathml: (tex, display) => temml.renderToString(tex, { ...OPTIONS, displayMode: display }),
  speech: (tex) => convertLatexToSpeakableText(tex),
}
