import { defineConfig } from 'vite'

// One plain script without imports: the interpreter that runs it has no modules and no browser.
// Not in `dist`, which is served: no page ever loads it.
export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist-maths',
    // The one file is replaced, so that who reads it during a build finds the old or the new.
    emptyOutDir: false,
    lib: { entry: 'maths/main.js', formats: ['iife'], name: 'attune', fileName: () => 'maths.js' },
  },
})
