/** Everything that is wrong with a service's configuration, at once. */
export class ConfigurationError extends Error {
  constructor(
    readonly service: string,
    readonly lines: readonly string[],
  ) {
    super(
      [`${service} cannot start, its configuration is wrong:`, ...lines.map((each) => `  ${each}`)].join(
        '\n',
      ),
    );
    this.name = 'ConfigurationError';
  }
}
