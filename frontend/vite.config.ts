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

export default defineConfig({
  plugins: [steadyFont],
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
