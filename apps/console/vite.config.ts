import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { compressed } from "./tools/compressed.ts";

export default defineConfig({
  base: "/assets/console/",
  plugins: [react(), tailwindcss(), compressed()],
  resolve: { alias: { "~": fileURLToPath(new URL("./src", import.meta.url)) } },
  // The portal puts a fresh nonce in the place of this mark with each answer.
  html: { cspNonce: "CSP-NONCE" },
  build: {
    target: "es2022",
    // Inlined assets would need `data:` in the policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
