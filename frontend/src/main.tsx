import "@/ui/theme.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createApp } from "@/app/create-app";
import { Providers } from "@/app/providers";
import { watchTokens } from "@/lib/caught-tokens";

// before the router reads the address
watchTokens();

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <Providers {...createApp()} />
  </StrictMode>,
);
