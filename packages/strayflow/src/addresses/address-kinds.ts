/** What the kinds of addresses mean, for people. */
import type { AddressKind } from '../model/address.js';

export const KIND_MEANING: Readonly<Record<AddressKind, string>> = {
  public: 'anybody on the Internet; where it is may be one of several places (anycast)',
  private: 'a network of its own, used by many (RFC 1918, RFC 4193); it says nothing of who it is elsewhere',
  shared: "a provider's translation of many customers into few addresses (RFC 6598)",
  loopback: 'a machine that talks to itself (RFC 1122, RFC 4291)',
  'link-local': 'valid on one link only (RFC 3927, RFC 4291)',
  multicast: 'a group, never a sender (RFC 5771, RFC 4291)',
  broadcast: 'everybody on the link, never a sender (RFC 919)',
  unspecified: 'no address yet, as before DHCP (RFC 1122, RFC 4291)',
  documentation: 'for examples in texts, never on a wire (RFC 5737, RFC 3849)',
  benchmark: 'for tests of devices (RFC 2544)',
  reserved: 'given to nobody (RFC 6890)',
};
