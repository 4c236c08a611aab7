// Starts the WebAssembly. A file of its own, because the page's policy refuses scripts written into it; Trunk writes the names
// of what to load into the script element (see `pattern_script` in Trunk.toml).
const { module, wasm } = document.getElementById("boot").dataset;
try {
  const { default: start } = await import(module);
  await start({ module_or_path: wasm });
} catch (error) {
  // Without WebAssembly, or with half an update in the cache: say so in place of an empty page. The page brings the words.
  document.getElementById("shell")?.setAttribute("hidden", "");
  document.getElementById("boot-failed")?.removeAttribute("hidden");
  throw error;
}
