import { defineConfig } from "vitest/config";

// The usual font must not move a page that is being read: where it is not there at once, the next page
// has it. Fonts that a reader chose are waited for.
const steadyFont = {
  name: "steady-font",
  generateBundle(_options: unknown, bundle: Record<string, { fileName: string; source?: unknown }>): void {
    for (const file of Object.values(bundle)) {
      if (!file.fileName.endsWith(".css")) continue;
      file.source = String(file.source).replace(/@font-face\s*{[^}]*}/g, (face) =>
        face.includes("Atkinson") ? face.replace(/font-display:\s*swap/, "font-display:optional") : face,
      );
    }
  },
};

// The editor's pages have what they share with a lesson in a copy of their own: what several entries share
// becomes a file of its own, compresses worse, and a lesson's first JavaScript has to stay small.
const ownCopy = {
  name: "own-copy",
  enforce: "pre" as const,
  async resolveId(
    this: { resolve: (source: string, importer?: string) => Promise<{ id: string } | null> },
    source: string,
    importer?: string,
  ): Promise<string | null> {
    if (!importer || !/\/src\/(preview|writing)\.ts$|\?editor$/.test(importer)) return null;
    const found = await this.resolve(source, importer.replace(/\?editor$/, ""));
    return found && /\/src\/(?!words).*\.ts$|\/node_modules\/idb\//.test(found.id) ? `${found.id}?editor` : null;
  },
};

// Where a style was taken out of a script a remark is left, which a page need not fetch.
const noRemarks = {
  name: "no-remarks",
  enforce: "post" as const,
  generateBundle: {
    order: "post" as const,
    handler(_options: unknown, bundle: Record<string, { code?: string }>): void {
      for (const file of Object.values(bundle)) {
        if (file.code) file.code = file.code.replace(/\/\* empty css\s*\*\//g, "");
      }
    },
  },
};

export default defineConfig({
  plugins: [steadyFont, ownCopy, noRemarks],
  // Django serves the build under STATIC_URL; django-vite reads the manifest.
  base: "/static/",
  publicDir: false,
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    // The polyfill is an inline script, which the Content Security Policy refuses.
    modulePreload: { polyfill: false },
    // An inlined font would be a data: address, which the policy refuses as well.
    assetsInlineLimit: 0,
    target: "es2022",
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: "words", test: /src[\\/](words|api)\.ts$|preload-helper/ }] } },
      input: {
        activities: "src/activities.ts",
        authoring: "src/authoring.ts",
        analysis: "src/analysis.ts",
        offline: "src/offline.ts",
        player: "src/player.ts",
        preview: "src/preview.ts",
        reading: "src/reading.ts",
        ruler: "src/ruler.ts",
        research: "src/research.ts",
        site: "src/site.ts",
        sw: "src/sw.ts",
        teach: "src/teach.ts",
        writing: "src/writing.ts",
      },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.ts"],
  },
});
