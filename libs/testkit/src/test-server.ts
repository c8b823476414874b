interface Server {
  stop(): Promise<void>;
}
const KEY = Symbol.for('open122.test-server');
const place = globalThis as { [KEY]?: Server };

/** Jest loads set-up and teardown apart: the server is handed over through the process. */
export const keepServer = (server: Server): void => void (place[KEY] = server);
export const keptServer = (): Server | undefined => place[KEY];
