/** Plain lists: one address, prefix, domain or fingerprint a line; "#" and ";" begin comments. Hosts files are read, too. */
import { type ListDefaults, type ListReading, listReading, take } from './list.js';

export function readPlain(text: string, defaults: ListDefaults): ListReading {
  const list = listReading();
  for (const [index, line] of text.split('\n').entries()) {
    const words = line
      .replace(/[#;].*$/, '')
      .trim()
      .split(/[\s,]+/);
    const isHostsLine = words.length > 1 && (words[0] === '0.0.0.0' || words[0] === '127.0.0.1');
    const word = isHostsLine ? words[1]! : words[0]!;
    if (word !== '') take(list, word, index + 1, defaults);
  }
  return list;
}
