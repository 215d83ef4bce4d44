import { renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import { forgetOpenCalls, useOnce } from "./once";

it("sends a call again with the key of the one whose answer was lost, unless something has changed since", async () => {
  const { result } = renderHook(() => useOnce());
  const keys: string[] = [];
  const send = async (wish: string, isLost: boolean) => {
    const sent = result.current(wish, async (header) => {
      keys.push(header["Idempotency-Key"]);
      if (isLost) throw new Error("lost");
    });
    await sent.catch(() => {});
  };
  for (const isLost of [true, true]) await send("invite bob", isLost);
  forgetOpenCalls();
  for (const isLost of [true, false, false]) await send("invite bob", isLost);
  const [first, second, third, fourth, fifth] = keys;
  expect(second).toBe(first);
  expect(third).not.toBe(first); // the invite may have been revoked: the first answer is not true any more
  expect(fourth).toBe(third);
  expect(fifth).not.toBe(fourth);
});
