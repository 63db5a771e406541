// "<what a client sends>\n<what its proxy adds>": what a client sends before its proxy's own entry
// changes nothing, in either field.
#include <string>
#include <vector>

#include "fuzz.h"
#include "http/forwarded.h"

namespace berth::fuzz {
namespace {

using http::ClientAddressFrom;

const std::vector<AddressRange> kTrusted{AddressRange::parse("10.0.0.0/8").value(),
                                         AddressRange::parse("2001:db8:1::/48").value()};

IpAddress read(ClientAddressFrom from, std::string_view name,
               const std::vector<std::string_view>& lines) {
  http::RequestHead head;
  for (const std::string_view line : lines) head.fields.push_back({name, line});
  return http::forwarded_client(head, IpAddress::parse("10.0.0.1").value(), kTrusted, from);
}

void check_field(ClientAddressFrom from, std::string_view name, std::string_view sent,
                 std::string_view added) {
  const IpAddress client = read(from, name, {added});
  require(IpAddress::parse(client.text()) == client, "an address reads as it is written");
  const bool is_proxy = kTrusted[0].contains(client) || kTrusted[1].contains(client);
  if (is_proxy) return;
  require(read(from, name, {sent, added}) == client, "an earlier line changes nothing");
  const std::string joined = std::string(sent) + ", " + std::string(added);
  require(read(from, name, {joined}) == client, "an earlier element changes nothing");
}

}  // namespace

void check(std::string_view input) {
  const std::string_view sent = take_line(input);
  check_field(ClientAddressFrom::x_forwarded_for, "X-Forwarded-For", sent, input);
  check_field(ClientAddressFrom::forwarded, "Forwarded", sent, input);
}

}  // namespace berth::fuzz
