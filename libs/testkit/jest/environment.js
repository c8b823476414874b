const { existsSync, readFileSync, writeFileSync } = require('node:fs');

const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

/** What Jest looks for in the global of its tests, by its names. */
const native = {
  promise: Promise,
  now: Date.now.bind(Date),
  'read-file': readFileSync,
  'write-file': writeFileSync,
  'exists-file': existsSync,
};
for (const [name, value] of Object.entries(native))
  Object.defineProperty(globalThis, Symbol.for(`jest-native-${name}`), { value, configurable: true });
Object.defineProperty(globalThis, 'jest-symbol-do-not-touch', { value: Symbol, configurable: true });

/**
 * Tests run in their worker's own realm and not in a context each, so that packages can be shared by them (`runtime.js`). What a
 * test file leaves in the global goes with it: above all what Jest, class-validator and class-transformer keep there of its modules.
 */
module.exports = class OneRealm {
  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);
  /** The legacy ones. */
  fakeTimers = null;
  fakeTimersModern;
  #env = { ...process.env };
  #console = console;
  #process = { exit: process.exit, getBuiltinModule: process.getBuiltinModule };
  #symbols = new Set(Object.getOwnPropertySymbols(globalThis));

  constructor({ projectConfig: config }) {
    this.fakeTimersModern = new ModernFakeTimers({ config, global: globalThis });
  }
  async setup() {}
  async teardown() {
    this.fakeTimersModern.dispose();
    for (const name of Object.keys(process.env)) if (!(name in this.#env)) delete process.env[name];
    Object.assign(process.env, this.#env);
    Object.assign(process, this.#process);
    globalThis.console = this.#console;
    for (const symbol of Object.getOwnPropertySymbols(globalThis))
      if (!this.#symbols.has(symbol)) Reflect.deleteProperty(globalThis, symbol);
    delete globalThis.classValidatorMetadataStorage;
    require('class-transformer/cjs/storage').defaultMetadataStorage.clear();
  }
  exportConditions() {
    return ['node', 'node-addons'];
  }
  /** Not null, which would end the test; `runtime.js` compiles for this realm. */
  getVmContext() {
    return globalThis;
  }
};
