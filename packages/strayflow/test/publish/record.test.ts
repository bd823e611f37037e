import { describe, expect, it } from 'vitest';
import { reportName } from '../../src/publish/index.js';
import { indexPage } from '../../src/publish/index-page.js';
import { formatRecord, makeRecord, parseRecord } from '../../src/publish/record.js';
import { exampleReport } from './example-report.js';

const NOW = Date.UTC(2023, 2, 10, 9, 0, 59);

describe('the name of a report', () => {
  it('is the time of its last event and a hash of what it says', () => {
    expect(reportName(exampleReport(), NOW)).toMatch(/^2023-03-10T0900Z-[0-9a-f]{8}$/);
    expect(reportName([...exampleReport()].reverse(), NOW)).toBe(reportName(exampleReport(), NOW));
    expect(reportName(exampleReport({ runTime: '2 s' }), NOW)).toBe(reportName(exampleReport(), NOW));
    expect(reportName(exampleReport({ text: 'two' }), NOW)).not.toBe(reportName(exampleReport(), NOW));
  });
});

describe('the record of a report', () => {
  it('is read back as it was written, and holds the hash that sha256sum gives', () => {
    const record = makeRecord([
      { path: 'a.txt', mediaType: 'text/plain', content: new TextEncoder().encode('abc') },
    ]);
    expect(parseRecord(formatRecord(record))).toEqual(record);
    // FIPS 180-4's example for "abc".
    expect(record.files[0]?.sha256).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('takes the verdict from the manifest, or else from the first words of the summary', () => {
    expect(makeRecord(exampleReport()).verdict).toBe('203.0.113.66 scanned ports');
    const files = exampleReport().filter((file) => file.path !== 'manifest.json');
    expect(makeRecord(files).verdict).toBe('A verdict in words.');
  });

  it.each(['', 'null', '{}', '{"format":"strayflow-report","revision":2}', '[1,', '\u0000'])(
    'is not %j',
    (text) => {
      expect(parseRecord(new TextEncoder().encode(text))).toBeNull();
    },
  );
});

describe('the page of all reports', () => {
  const page = (verdict: string) =>
    new TextDecoder().decode(
      indexPage([{ name: '2023-03-10T0900Z-ab12cd34', record: makeRecord(exampleReport({ verdict })) }]),
    );

  it('shows time, verdict and size', () => {
    const text = page('one host scanned');
    expect(text).toContain('<a href="2023-03-10T0900Z-ab12cd34/index.html">2023-03-10 09:00 UTC</a>');
    expect(text).toContain('one host scanned');
    expect(text).toMatch(/2\.\d kB/);
    expect(text).not.toMatch(/<(?:script|link|img)|https?:\/\//);
  });

  it('shows a hostile verdict as text', () => {
    const text = page('<script>alert("1")</script>\u202e\u001b[31m\n&');
    expect(text).toContain('&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62; [31m &#38;');
    expect(text).not.toMatch(/[\u202e\u001b]/);
  });
});
