/** Of libuv; lookups get half of them. One that waits costs next to nothing. */
const THREADS = 128;
const THREADS_BY_DEFAULT = 4;

/**
 * To be called before the first file is read or name looked up in the background: a lookup that hangs holds a thread for
 * half a minute. Whoever starts this program may choose another number; on Windows only he can, since libuv reads its
 * own copy of the environment there.
 */
export function widenThreadPool(): void {
  if (process.platform !== 'win32') process.env['UV_THREADPOOL_SIZE'] ??= String(THREADS);
}

/** How many lookups libuv lets run at once. */
export function lookupThreads(): number {
  const size = Number.parseInt(process.env['UV_THREADPOOL_SIZE'] ?? '', 10) || THREADS_BY_DEFAULT;
  return Math.floor((Math.min(Math.max(size, 1), 1024) + 1) / 2);
}
