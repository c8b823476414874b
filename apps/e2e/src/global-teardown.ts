/** Ends what the set-up started. */
export default async function stopAfterJourneys(): Promise<void> {
  await globalThis.e2eStack?.stop();
  globalThis.e2eCollector?.close();
}
