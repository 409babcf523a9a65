/* Charts by ECharts, drawn as SVG: loaded on this page alone. Colours are the page's own. */
import { BarChart, CustomChart, HeatmapChart, ScatterChart } from "echarts/charts";
import { GridComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import * as echarts from "echarts/core";
import type { CustomSeriesRenderItemAPI } from "echarts";
import { SVGRenderer } from "echarts/renderers";

echarts.use([
  BarChart, CustomChart, HeatmapChart, ScatterChart,
  GridComponent, TooltipComponent, VisualMapComponent, SVGRenderer,
]);

interface Chart {
  readonly names: readonly string[];
  readonly columns: readonly string[];
  readonly values: readonly (readonly (number | null)[])[];
}

export interface Charts {
  readonly parts: Chart;
  readonly items: Chart;
  readonly times: Chart;
}

const ROW_PX = 34;
const LONGEST_NAME = 34;

type Option = echarts.EChartsCoreOption;

export function draw(charts: Charts): void {
  const all = [
    plot("chart-parts", charts.parts, heatmap),
    plot("chart-items", charts.items, difficulty),
    plot("chart-times", charts.times, times),
  ];
  const redraw = (): void => all.forEach((one) => one?.());
  window.addEventListener("resize", redraw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
}

/** Draws now, and returns what draws it again for another width or theme. */
function plot(id: string, chart: Chart, option: (chart: Chart) => Option): (() => void) | null {
  const place = document.getElementById(id);
  if (!place || chart.names.length === 0) return null;
  place.style.blockSize = `${chart.names.length * ROW_PX + 90}px`;
  const drawn = echarts.init(place, null, { renderer: "svg" });
  const redraw = (): void => {
    drawn.resize();
    drawn.setOption(option(chart), true);
  };
  redraw();
  return redraw;
}

function colour(name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function frame(chart: Chart): Option {
  const narrow = window.innerWidth < 700;
  const most = narrow ? 16 : LONGEST_NAME;
  const text = { color: colour("--ink"), fontSize: 13, fontFamily: getComputedStyle(document.body).fontFamily };
  return {
    animation: false,
    textStyle: text,
    grid: { left: narrow ? 120 : 260, right: 24, top: 40, bottom: 40 },
    yAxis: {
      type: "category",
      inverse: true,
      data: [...chart.names],
      axisLabel: {
        ...text,
        formatter: (name: string) => (name.length > most ? `${name.slice(0, most - 1)}…` : name),
      },
      axisLine: { lineStyle: { color: colour("--line-strong") } },
      axisTick: { show: false },
    },
    tooltip: {
      backgroundColor: colour("--raised"),
      textStyle: text,
      borderColor: colour("--line-strong"),
    },
  };
}

/** Each column by its own scale: minutes, shares and counts do not compare. */
function heatmap(chart: Chart): Option {
  const cells: { value: [number, number, number]; shown: number }[] = [];
  chart.columns.forEach((_, x) => {
    const found = chart.values.map((row) => row[x] ?? null);
    const most = Math.max(...found.map((value) => value ?? 0)) || 1;
    found.forEach((value, y) => {
      if (value !== null) cells.push({ value: [x, y, value / most], shown: value });
    });
  });
  const text = { color: colour("--ink"), fontSize: 13 };
  return {
    ...frame(chart),
    xAxis: {
      type: "category",
      position: "top",
      data: chart.columns.map((name) => name.replace(" / expected", "")),
      axisLabel: { ...text, interval: 0, overflow: "break", width: 130 },
      axisLine: { show: false },
      axisTick: { show: false },
      splitArea: { show: false },
    },
    visualMap: {
      show: false, min: 0, max: 1,
      inRange: { color: [colour("--surface"), colour("--lamp")] },
    },
    series: [{
      type: "heatmap",
      data: cells,
      itemStyle: { borderColor: colour("--line"), borderWidth: 1 },
      label: {
        show: true,
        color: colour("--ink"),
        formatter: (one: { data?: unknown }) => String((one.data as { shown: number }).shown),
      },
    }],
  };
}

type Interval = readonly [name: string, value: number, low: number, high: number, row: number];

function intervals(chart: Chart, from: number): Interval[] {
  return chart.values.flatMap((row, index) => {
    const [value, low, high] = [row[from], row[from + 1], row[from + 2]];
    if (value === null || value === undefined || low == null || high == null) return [];
    return [[chart.names[index] ?? "", value, low, high, index] as const];
  });
}

/** A line from low to high: `custom`, since ECharts has no interval of its own. */
function whiskers(rows: readonly Interval[], axis: number, stroke: string): Record<string, unknown> {
  return {
    type: "custom",
    xAxisIndex: axis,
    yAxisIndex: axis,
    silent: true,
    data: rows.map(([, , low, high, index]) => [low, high, index]),
    encode: { x: [0, 1], y: 2 },
    renderItem: (_: unknown, api: CustomSeriesRenderItemAPI) => {
      const low = api.coord([api.value(0), api.value(2)]);
      const high = api.coord([api.value(1), api.value(2)]);
      return {
        type: "line",
        shape: { x1: low[0], y1: low[1], x2: high[0], y2: high[1] },
        style: { stroke, lineWidth: 2 },
      };
    },
  };
}

function points(rows: readonly Interval[], axis: number, fill: string): Record<string, unknown> {
  return {
    type: "scatter",
    xAxisIndex: axis,
    yAxisIndex: axis,
    symbolSize: 11,
    itemStyle: { color: fill },
    data: rows.map(([, value, , , index]) => [value, index]),
  };
}

function valueAxis(name: string, min: number, max: number | undefined, gridIndex: number): Record<string, unknown> {
  const text = { color: colour("--ink"), fontSize: 13 };
  return {
    type: "value", name, nameLocation: "middle", nameGap: 28, min, gridIndex,
    ...(max === undefined ? {} : { max }),
    nameTextStyle: text,
    axisLabel: text,
    splitLine: { lineStyle: { color: colour("--line") } },
  };
}

/** Two panels that share their rows: difficulty, and discrimination. */
function difficulty(chart: Chart): Option {
  const base = frame(chart) as { grid: { left: number }; yAxis: Record<string, unknown> };
  const right = intervals(chart, 0);
  const telling = intervals(chart, 3);
  const line = colour("--line-strong");
  const fill = colour("--primary");
  const { left } = base.grid;
  const half = `${Math.round(((window.innerWidth - left) / window.innerWidth) * 42)}%`;
  return {
    ...base,
    grid: [
      { left, width: half, top: 20, bottom: 60 },
      { right: 24, width: half, top: 20, bottom: 60 },
    ],
    xAxis: [
      valueAxis("Right at first, %", 0, 100, 0),
      { ...valueAxis("Discrimination r", -1, 1, 1) },
    ],
    yAxis: [
      { ...base.yAxis, gridIndex: 0 },
      { ...base.yAxis, gridIndex: 1, axisLabel: { show: false } },
    ],
    series: [
      whiskers(right, 0, line), points(right, 0, fill),
      whiskers(telling, 1, line), points(telling, 1, fill),
    ],
  };
}

/** The middle half of the times as a bar, with the median. */
function times(chart: Chart): Option {
  const base = frame(chart);
  const rows = chart.values.map((row) => ({ low: row[0] ?? null, median: row[1] ?? null, high: row[2] ?? null }));
  return {
    ...base,
    xAxis: valueAxis("Seconds to the first answer: quartiles and median", 0, undefined, 0),
    series: [
      { type: "bar", stack: "time", silent: true, itemStyle: { color: "transparent" }, data: rows.map((row) => row.low) },
      {
        type: "bar", stack: "time", barWidth: 14, itemStyle: { color: colour("--primary-soft"), borderColor: colour("--primary") },
        data: rows.map((row) => (row.high !== null && row.low !== null ? row.high - row.low : null)),
        tooltip: { show: false },
      },
      {
        type: "scatter", symbol: "rect", symbolSize: [4, 18], itemStyle: { color: colour("--primary") },
        data: rows.flatMap((row, index) => (row.median === null ? [] : [[row.median, index]])),
      },
    ],
  };
}
