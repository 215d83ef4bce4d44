/** Hands a text to the browser as a file to save. */
export function saveText(text: string, fileName: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // the browser takes the blob after this task; freeing it at once would cancel the download in some
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
