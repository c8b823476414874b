import { readFileSync } from 'node:fs';

interface WithFiles {
  /** Without empty variables, which are missing ones, and without the names of the files that were read. */
  readonly values: NodeJS.ProcessEnv;
  /** Why a setting's file gave nothing, by the setting. */
  readonly problems: ReadonlyMap<string, string>;
}

/**
 * Adds the settings that lie in files, as secrets managers and orchestrators mount them: `IDENTITY_DATA_KEY_FILE` names the file whose
 * content is `IDENTITY_DATA_KEY`; one end of line at its end is none of it. A variable and a file for the same setting, an empty
 * file and one that cannot be read are problems; what a file holds is never told.
 */
export function withFiles(names: readonly string[], env: NodeJS.ProcessEnv): WithFiles {
  const values: NodeJS.ProcessEnv = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== ''),
  );
  const problems = new Map<string, string>();
  for (const name of names) {
    const variable = `${name}_FILE`;
    const path = values[variable];
    if (path === undefined || names.includes(variable)) continue;
    delete values[variable];
    if (values[name] !== undefined) {
      problems.set(name, `${name} and ${variable} are both set: leave one of them out`);
      continue;
    }
    try {
      const content = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
      if (content === '') problems.set(name, `${variable} names an empty file: ${path}`);
      else values[name] = content;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      problems.set(name, `${variable} cannot be read (${code ?? 'unknown'}): ${path}`);
    }
  }
  return { values, problems };
}
