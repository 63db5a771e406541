# Writes the files of web/ into a C++ source, as they are and compressed, each with a hash of its
# content: the address of an asset changes when it does, so browsers may keep it for ever.
#
#   cmake -D OUTPUT=assets_data.cpp -D FILES=a.css;b.js -P embed_assets.cmake
#
# gzip is on every Debian. -n: the same bytes whenever it runs.
set(types_css "text/css; charset=utf-8")
set(types_js "text/javascript; charset=utf-8")
set(types_svg "image/svg+xml")

set(rows "")
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME)
  string(REGEX REPLACE ".*\\." "" extension ${name})
  file(SHA256 ${file} hash)
  string(SUBSTRING ${hash} 0 16 hash)
  set(archive ${OUTPUT}.${name}.gz)
  execute_process(COMMAND gzip -9 -n -c ${file} OUTPUT_FILE ${archive} COMMAND_ERROR_IS_FATAL ANY)
  foreach(form plain gzipped)
    set(source ${file})
    if("${form}" STREQUAL "gzipped")
      set(source ${archive})
    endif()
    file(SIZE ${source} ${form}_size)
    file(READ ${source} hex HEX)
    string(REGEX REPLACE "(..)" "\\\\x\\1" ${form}_text "${hex}")
  endforeach()
  string(APPEND rows "    {.name = \"${name}\",\n     .media_type = \"${types_${extension}}\",\n"
         "     .hash = \"${hash}\",\n     .plain = {\"${plain_text}\", ${plain_size}},\n"
         "     .gzipped = {\"${gzipped_text}\", ${gzipped_size}}},\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"gallery/assets.h\"\n\nnamespace berth::gallery {\nnamespace {\n\n"
     "constexpr Asset kAssets[] = {\n${rows}};\n\n}  // namespace\n\n"
     "std::span<const Asset> all_assets() {\n  return kAssets;\n}\n\n}  // namespace berth::gallery\n")
