// What the bytes of a version key are made of. The numbers of the bytes are their order.
#pragma once

#include <string>
#include <string_view>

namespace berth::version_bytes {

// The first byte.
inline constexpr char kName = 0x01;
inline constexpr char kVersion = 0x02;

// After the numbers of a version, or after the parts of a suffix.
inline constexpr char kEnd = 0x01;
// After the numbers and their end.
inline constexpr char kSuffix = 0x01;
inline constexpr char kNoSuffix = 0x02;

// Before a part of a suffix: less than every character of a tag.
inline constexpr char kNumberPart = 0x02;
inline constexpr char kWordPart = 0x03;

// Before a number among characters, as no digit stands for itself.
inline constexpr char kNumberAmongCharacters = '0';

// More than every byte of a key that can follow.
inline constexpr char kAfterAll = static_cast<char>(0xff);

// A number is its count of digits, without leading zeros, and the digits. More than kEnd.
inline constexpr unsigned char kNoDigits = 0x02;

// `digits`: at most 128.
void append_number(std::string& key, std::string_view digits);
// "1.25.3"
void append_numbers(std::string& key, std::string_view numbers);
// The same without zeros at the end, so that "1.25" and "1.25.0" are one, and with kEnd.
void append_core(std::string& key, std::string_view numbers);

}  // namespace berth::version_bytes
