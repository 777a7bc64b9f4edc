import "./styles.css";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiError } from "./api/errors.ts";
import { applyTheme } from "./layout/theme.ts";
import { createConsoleRouter } from "./routes.tsx";
import { Toaster } from "./ui/toaster.tsx";
import { TooltipProvider } from "./ui/tooltip.tsx";

const STALE_MS = 5_000;
const RETRIES = 3;

applyTheme();
// Libraries that add styles of their own get the nonce that the page's policy asks for.
setNonce(document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "");

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: STALE_MS,
      // What the portal refuses it refuses again; only a lost connection is worth another try.
      retry: (failures, error) => !(error instanceof ApiError) && failures < RETRIES,
    },
  },
});
const router = createConsoleRouter(queryClient);

const root = document.getElementById("root");
if (!root) throw new Error("the page has no #root");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <TooltipProvider>
        <RouterProvider router={router} />
        <Toaster />
      </TooltipProvider>
    </QueryClientProvider>
  </StrictMode>,
);

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
