import Negotiator from 'negotiator';

export type Language = 'zh-CN' | 'en';

/** The language of an answer: the best of Accept-Language, Chinese when nothing fits. */
export function languageOf(acceptLanguage: string | undefined): Language {
  if (acceptLanguage === undefined) return 'zh-CN';
  const best = new Negotiator({ headers: { 'accept-language': acceptLanguage } }).language([
    'zh-CN',
    'zh',
    'en',
  ]);
  return best === 'en' ? 'en' : 'zh-CN';
}
