import type { Language } from '@open122/http';
import type { Database } from '@open122/service';
import { stringify } from 'csv-stringify/sync';

import type { Reject } from '../read/read-rows';
import { importStore } from './import.store';
import { rejectText } from './reject-texts';

const PAGE = 1_000;

/** The reject file, page by page: line, column, code, sentence. The bad value itself is never repeated: it may be personal. */
export async function* rejectLines(
  database: Database,
  importId: string,
  language: Language,
): AsyncGenerator<string> {
  yield 'line,column,code,sentence\n';
  let after: Reject = { line: 0, column: '', code: '' };
  for (;;) {
    const page = await database.read((tx) => importStore.rejects(tx, importId, after, PAGE));
    const last = page.at(-1);
    if (last === undefined) return;
    yield stringify(
      page.map(({ line, column, code }) => [line, column, code, rejectText(code, wordOf(language))]),
    );
    after = last;
  }
}

const wordOf = (language: Language): 'zh' | 'en' => (language === 'en' ? 'en' : 'zh');
