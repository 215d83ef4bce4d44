import "@/ui/theme.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createApp } from "@/app/create-app";
import { Providers } from "@/app/providers";
import { watchLinkToken } from "@/features/sign-in/link-token";

// before the router reads the address
watchLinkToken();

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <Providers {...createApp()} />
  </StrictMode>,
);
