import { describe, expect, it } from "vitest";
import { fill, spoken } from "../src/words";

function element(html: string): HTMLElement {
  const holder = document.createElement("div");
  holder.innerHTML = html;
  return holder;
}

describe("what is announced", () => {
  it("says mathematics by its words", () => {
    const maths = `<math aria-label="2 to the T"><msup><mn>2</mn><mi>t</mi></msup></math>`;
    expect(spoken(element(`<p>Look at ${maths} again.</p>`))).toBe("Look at 2 to the T again.");
  });

  it("leaves out pictures, buttons and what is hidden", () => {
    const html = `<svg aria-hidden="true"><title>x</title></svg><p>Hint</p><p hidden>no</p>
      <form><label>Your answer</label></form><details>Past</details><button>Check</button>`;
    expect(spoken(element(html))).toBe("Hint");
  });

  it("fills places by name, and leaves unknown ones as they are", () => {
    expect(fill("Part {n} of {of} {x}", { n: 1, of: 3 })).toBe("Part 1 of 3 {x}");
  });
});
