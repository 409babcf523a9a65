import { describe, expect, it } from "vitest";
import { conflicts } from "../../src/activities/sudoku";

const four = { size: 4, box_rows: 2, box_columns: 2, givens: [] };

describe("numbers that stand twice", () => {
  it.each([
    ["in a row", { 0: 1, 3: 1 }, [0, 3]],
    ["in a column", { 0: 2, 12: 2 }, [0, 12]],
    ["in a box", { 0: 3, 5: 3 }, [0, 5]],
    ["nowhere", { 0: 4, 6: 4, 9: 4, 15: 4 }, []],
  ])("%s are found", (_where, numbers, expected) => {
    const values = Array.from({ length: 16 }, (_value, at) => (numbers as Record<number, number>)[at] ?? 0);
    expect([...conflicts(four, values)].sort((a, b) => a - b)).toEqual(expected);
  });

  it("knows that boxes of six are two rows of three", () => {
    const six = { size: 6, box_rows: 2, box_columns: 3, givens: [] };
    const values = Array.from({ length: 36 }, (_value, at) => (at === 0 || at === 8 ? 5 : 0));
    expect(conflicts(six, values).size).toBe(2);
    const apart = Array.from({ length: 36 }, (_value, at) => (at === 0 || at === 9 ? 5 : 0));
    expect(conflicts(six, apart).size).toBe(0);
  });
});
