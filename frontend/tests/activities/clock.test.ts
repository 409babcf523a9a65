import { describe, expect, it } from "vitest";
import { FrameClock, median } from "../../src/activities/clock";

/** A screen whose frames come when the test says. */
class Screen {
  #run: FrameRequestCallback | null = null;
  readonly clock = new FrameClock(
    (run) => {
      this.#run = run;
      return 1;
    },
    () => {
      this.#run = null;
    },
  );

  async frames(...moments: number[]): Promise<void> {
    for (const at of moments) {
      this.#run?.(at);
      // What awaits the frame runs before the next one, as in a browser.
      await Promise.resolve();
      await Promise.resolve();
      await Promise.resolve();
    }
  }

  every(interval: number, from: number, count: number): number[] {
    return Array.from({ length: count }, (_value, at) => from + at * interval);
  }
}

async function measured(interval: number): Promise<Screen> {
  const screen = new Screen();
  screen.clock.start();
  const done = screen.clock.measure(20);
  await screen.frames(...screen.every(interval, 1000, 21));
  await done;
  return screen;
}

describe("the clock of frames", () => {
  it("learns the interval of the screen it is on", async () => {
    for (const hz of [60, 90, 120, 144]) {
      const { clock } = await measured(1000 / hz);
      expect(clock.refreshHz).toBeCloseTo(hz, 5);
    }
  });

  it("takes the frame after the drawing one as the onset", async () => {
    const screen = await measured(10);
    const drawn: string[] = [];
    const onset = screen.clock.draw(() => drawn.push("digit"));
    expect(drawn).toEqual(["digit"]);
    await screen.frames(1210);
    expect(await onset).toBe(1210);
  });

  it("draws in the frame whose next one is nearest to the target", async () => {
    const screen = await measured(10);
    const moments: number[] = [];
    let now = 0;
    const seen = screen.clock.drawAt(1253, () => moments.push(now));
    for (const at of screen.every(10, 1210, 8)) {
      now = at;
      await screen.frames(at);
    }
    expect(moments).toEqual([1240]);
    expect(await seen).toBe(1250);
  });

  it("counts frames that came late, when they came", async () => {
    const screen = await measured(10);
    await screen.frames(1210, 1220, 1234, 1244, 1275, 1285);
    expect(screen.clock.droppedBetween(1200, 1240)).toBe(0);
    expect(screen.clock.droppedBetween(1244, 1275)).toBe(2);
    expect(screen.clock.droppedFrames).toBe(2);
    expect(screen.clock.droppedBetween(1200, 1300, 25)).toBe(2);
    expect(screen.clock.droppedBetween(1200, 1300, 31)).toBe(0);
  });

  it("does not take a hidden page for dropped frames", async () => {
    const screen = await measured(10);
    await screen.frames(1210, 1220);
    screen.clock.forgetLast();
    await screen.frames(9000, 9010);
    expect(screen.clock.droppedFrames).toBe(0);
  });
});

describe("the median", () => {
  it("is the middle, or between the two middles", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });
});
