const { createRequire, isBuiltin } = require('node:module');
const { compileFunction } = require('node:vm');

const Runtime = require('jest-runtime').default;

const isOurs = (name) => /^[./]|^@open122\//.test(name);
/** What Jest has ways of its own for. */
const isJests = (name) => isBuiltin(name) || name === '@jest/globals';

/**
 * Packages are loaded once for each worker, by Node; our own modules once for each test file, as Jest does it with all. Four of five
 * modules of a service are in packages, and loading them took half the time of the tests (ADR 18). Packages cannot be mocked.
 */
module.exports = class SharingRuntime extends Runtime {
  constructor(...given) {
    super(...given);
    const { executor } = this;
    executor.compile = (source, filename) =>
      compileFunction(source, executor.injectedModuleParameters, { filename });
  }
  requireModuleOrMock(from, name) {
    const isShared = !isOurs(name) && !isJests(name) && !from.includes('/node_modules/');
    return isShared ? createRequire(from)(name) : super.requireModuleOrMock(from, name);
  }
};
