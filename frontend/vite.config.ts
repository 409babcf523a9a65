import { defineConfig } from "vitest/config";

export default defineConfig({
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
        reading: "src/reading.ts",
        ruler: "src/ruler.ts",
        research: "src/research.ts",
        site: "src/site.ts",
        sw: "src/sw.ts",
        teach: "src/teach.ts",
      },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.ts"],
  },
});
