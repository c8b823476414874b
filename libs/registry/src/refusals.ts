import { refusal } from '@open122/http';

export const refuse = {
  header: refusal(
    'registry.header',
    422,
    '文件首行不是约定的列名：缺少 {missing}；不认识 {unknown}；重复 {repeated}。未导入任何数据。',
    'The first line is not the agreed header: missing {missing}; unknown {unknown}; repeated {repeated}. Nothing was imported.',
  ),
  empty: refusal(
    'registry.empty',
    422,
    '文件为空，未导入任何数据。',
    'The file is empty; nothing was imported.',
  ),
  digestMissing: refusal(
    'import.digest-missing',
    400,
    '缺少请求头 Content-Digest: sha-256=:…:（整个文件的摘要）。',
    'The header Content-Digest: sha-256=:…: (of the whole file) is missing.',
  ),
  digestMismatch: refusal(
    'import.digest-mismatch',
    422,
    '收到的文件与其摘要不符；已导入的行保留，请重新上传。',
    'What came is not the file its digest names; rows already taken stay. Upload it again.',
  ),
  tooLarge: refusal(
    'import.too-large',
    413,
    '文件超过 1 GiB；已导入的行保留。',
    'The file is larger than 1 GiB; rows already taken stay.',
  ),
  inProgress: refusal(
    'import.in-progress',
    409,
    '同一文件正在导入。',
    'The same file is being imported at this moment.',
  ),
  notFound: refusal('import.not-found', 404, '没有这次导入。', 'There is no such import.'),
  notCsv: refusal(
    'request.unsupported-media-type',
    415,
    '请以 text/csv 上传文件。',
    'Upload the file as text/csv.',
  ),
};
