/** A section of a configuration, edited as text by somebody who sees nothing but it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { configTemplate } from '../../src/cli/config-template.js';
import { parseConfig } from '../../src/shell/config-file.js';
import { sectionText, withSection } from '../../src/shell/config-section.js';

const FILE = `# Our network.
site: home   # the small one

policy:  # agreed on Monday
    mode: alert # nobody is blocked yet
    # The scanner is ours.
    allow:
      - { prefix: 10.0.0.9, reason: "ours" }
# Still of the policy.
    alertLine: 0.6

# How it watches.
watch:
  state: here
`;

describe('a section', () => {
  it('is read as it is written, without key and indentation', () => {
    expect(sectionText(FILE, 'policy')).toBe(
      'mode: alert # nobody is blocked yet\n# The scanner is ours.\nallow:\n  - { prefix: 10.0.0.9, reason: "ours" }\n# Still of the policy.\nalertLine: 0.6\n',
    );
    expect(sectionText(FILE, 'watch')).toBe('state: here\n');
    expect(sectionText(FILE, 'risk')).toBe('');
    expect(sectionText('', 'policy')).toBe('');
    expect(sectionText('policy: { mode: alert } # so\nsite: a\n', 'policy')).toBe('{ mode: alert }\n');
    expect(sectionText('policy:\n# nothing\nsite: a\n', 'policy')).toBe('');
    expect(sectionText('{"policy": {"mode": "alert"}}', 'policy')).toBe('{"mode": "alert"}\n');
  });

  it('is replaced with its own comments, and every other byte stays', () => {
    const section = '# New.\nmode: enforce\nrules:\n  # Ours.\n  - name: a\n    do: block\n';
    const edited = withSection(FILE, 'policy', section);
    expect(edited).toBe(
      `${FILE.slice(0, FILE.indexOf('    mode'))}  # New.\n  mode: enforce\n  rules:\n    # Ours.\n    - name: a\n      do: block\n${FILE.slice(FILE.indexOf('\n# How'))}`,
    );
    expect(sectionText(edited, 'policy')).toBe(section);
  });

  it('is added where there is none, also to nothing, to the template and to Windows lines', () => {
    const section = 'mode: alert\n';
    for (const text of ['', '# only words', 'site: a', 'site: a\n', configTemplate(), 'policy:\nsite: a\n']) {
      const edited = withSection(text, 'policy', section);
      expect(sectionText(edited, 'policy')).toBe(section);
      expect(parseConfig(edited)).toMatchObject({ config: { policy: { mode: 'alert' } } });
    }
    expect(withSection('site: a\r\npolicy:\r\n  mode: observe\r\n', 'policy', section)).toBe(
      'site: a\r\npolicy:\r\n  mode: alert\r\n',
    );
    expect(withSection('site: a\n...\n', 'policy', section)).toBe(
      'site: a\n...\n'.replace('...', 'policy:\n  mode: alert\n...'),
    );
  });

  it('takes the place of one in braces, where the file is of lines and where it is JSON', () => {
    const line = withSection('policy: { mode: alert } # so\nsite: a\n', 'policy', 'mode: enforce # now\n');
    expect(line).toBe('policy: # so\n  mode: enforce # now\nsite: a\n');
    const json = withSection(
      '{"site": "a", "policy": {"mode": "alert"}, "seed": 3}',
      'policy',
      'mode: enforce # now\nrules:\n  - { name: x, do: alert }\n',
    );
    expect(parse(json)).toEqual({
      site: 'a',
      policy: { mode: 'enforce', rules: [{ name: 'x', do: 'alert' }] },
      seed: 3,
    });
    expect(json).toContain('# now');
  });

  it('can be emptied', () => {
    expect(withSection(FILE, 'policy', '')).not.toContain('alert');
    expect(parse(withSection('{"policy": {"mode": "alert"}, "seed": 3}', 'policy', '# none'))).toEqual({
      policy: {},
      seed: 3,
    });
  });

  it('reaches nothing outside itself, whatever is written in it', () => {
    const bad = [
      'mode: alert\n...\nsite: evil',
      '---\nmode: alert\n---\nsite: evil',
      'mode: [',
      'mode: *x',
      'a: 1\na: 2',
      '- mode',
      'alert',
      '\tmode: alert',
      '}, site: evil, x: {',
    ];
    for (const text of [FILE, '{"site": "a", "policy": {}}', '']) {
      for (const section of bad) {
        expect(() => withSection(text, 'policy', section), section).toThrow(
          expect.objectContaining({ code: 'config-invalid' }),
        );
      }
    }
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...'a:#- {}[],"\'|>&*!%\n \t.'), { maxLength: 30 }), (letters) => {
        let edited: string;
        try {
          edited = withSection(FILE, 'policy', letters.join(''));
        } catch (error) {
          expect(error).toMatchObject({ code: 'config-invalid' });
          return;
        }
        const { policy: _, ...others } = parse(edited) as Record<string, unknown>;
        expect(others).toEqual({ site: 'home', watch: { state: 'here' } });
        expect(edited).toContain('# How it watches.');
      }),
      { numRuns: 500 },
    );
  });

  it('that others refer to, or that refers to others, is left to hands', () => {
    for (const text of ['policy: &p\n  mode: alert\n', 'x: &p { mode: alert }\npolicy: *p\n']) {
      expect(() => sectionText(text, 'policy')).toThrow(/by hand/);
      expect(() => withSection(text, 'policy', 'mode: alert')).toThrow(/by hand/);
    }
    const inner = 'policy:\n  mode: &m alert\nsite: *m\n';
    expect(() => withSection(inner, 'policy', 'mode: alert')).toThrow(
      expect.objectContaining({ code: 'config-invalid' }),
    );
  });

  it('comes back as it was given, whatever its values', () => {
    const value = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue({ maxDepth: 3 }), { minKeys: 1 });
    fc.assert(
      fc.property(value, (given) => {
        const section = stringify(given, { lineWidth: 0 });
        const edited = withSection(FILE, 'policy', section);
        expect((parse(edited) as { policy: unknown }).policy).toEqual(parse(section));
        expect(parse(sectionText(edited, 'policy'))).toEqual(parse(section));
      }),
      { numRuns: 200 },
    );
  });
});
