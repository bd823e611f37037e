/** Lines of a given width. */
import { visible } from '../model/visible.js';

/** `text` in lines of at most `width` characters, the first after `first`, the others after as many spaces. */
export function wrapped(text: string, width: number, first = ''): readonly string[] {
  const room = Math.max(8, width - first.length);
  const lines: string[] = [];
  let line: string[] = [];
  let used = 0;
  const close = () => {
    lines.push(line.join(''));
    line = [];
    used = 0;
  };
  for (const word of visible(text).split(' ')) {
    const characters = [...word];
    if (used > 0 && used + 1 + characters.length > room) close();
    else if (used > 0) {
      line.push(' ');
      used++;
    }
    while (characters.length > room - used) {
      line.push(...characters.splice(0, room - used));
      close();
    }
    line.push(...characters);
    used += characters.length;
  }
  if (used > 0 || lines.length === 0) close();
  const indent = ' '.repeat(first.length);
  return lines.map((content, i) => `${i === 0 ? first : indent}${content}`);
}
