// JSON laid out for people, as the real service lays out policies.
#pragma once

#include <boost/json/value.hpp>
#include <string>

namespace berth::json {

// Two spaces a level, " : " after names, lists on one line: Jackson's default pretty printer.
// Members stay in the order they were read in. Numbers have to be finite: one that was read from
// "1e999" is not, and cannot be written so that it is read again.
std::string pretty_print(const boost::json::value& value);

}  // namespace berth::json
