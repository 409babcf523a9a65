/** Loaded once, however often it is asked for; ahead of need too, so that it works offline. */
export function onDemand(): Promise<typeof import("./on_demand")> {
  return import("./on_demand");
}
