// Preloaded into a workload: a process of the sandbox must not outlive it.
process.stdin
  .on('end', () => process.exit(0))
  .resume()
  .unref?.();
