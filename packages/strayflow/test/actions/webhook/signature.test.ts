import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signedHeaders } from '../../../src/actions/webhook/signature.js';

describe('signatures', () => {
  it('are those of Standard Webhooks', () => {
    // Test vector of the libraries of the standard.
    const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
    expect(
      signedHeaders('msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330_999, '{"test": 2432232314}', [key]),
    ).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('are one for each key, while one replaces the other', () => {
    const keys = [Buffer.alloc(24, 1), Buffer.alloc(24, 2)];
    const expected = keys.map(
      (key) => `v1,${createHmac('sha256', key).update('id.1.body').digest('base64')}`,
    );
    expect(signedHeaders('id', 1_000, 'body', keys)['webhook-signature']).toBe(expected.join(' '));
  });
});
