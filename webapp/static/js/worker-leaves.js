// Keeping lessons is switched off: this worker takes the place of the one that did it, empties what it kept,
// and leaves. Pages go on as they do on a phone without service workers.
"use strict";
self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) {
    if (name.startsWith("gds-")) await caches.delete(name);
  }
  await self.registration.unregister();
})()));
