import { defineConfig } from 'vite';

// npm run dev shows the sources as they change, against the server that GDN_SERVER names, started with --allow-origin http://localhost:5173.
const server = process.env['GDN_SERVER'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: '/console/',
  build: {
    // Committed: dotnet build embeds it, and needs no Node for that.
    outDir: 'dist',
    assetsDir: '',
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: {
    proxy: { '^/(_open|_api|_fabric|_ws|apid|datacenter|healthz|readyz|metrics)': { target: server, ws: true } },
  },
});
