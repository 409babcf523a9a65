import { describe, expect, it } from "vitest";
import { dice } from "../../src/activities/pictures";

describe("the dice of the drawings", () => {
  it("fall the same for the same number, evenly between 0 and 1", () => {
    const [one, same, other] = [dice(1001), dice(1001), dice(1002)].map((roll) =>
      Array.from({ length: 500 }, roll),
    );
    expect(one).toEqual(same);
    expect(one).not.toEqual(other);
    const mean = (one ?? []).reduce((sum, value) => sum + value, 0) / 500;
    expect(mean).toBeGreaterThan(0.45);
    expect(mean).toBeLessThan(0.55);
  });
});
