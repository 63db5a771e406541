# One folder of src/ is one library. Its headers are reachable only by those that link it: each
# library gets an include root of its own that holds nothing but a link to the folder, so that an
# include which the link lines do not allow fails to compile.
#
#   berth_library(registry DEPENDS base SOURCES a.cpp b.cpp TESTS a_test.cpp)
#
# DEPENDS  libraries of ours (names of folders) whose headers ours may include, publicly.
# LINK     outside libraries (imported targets), public.
# PRIVATE_LINK  outside libraries that appear in no header of ours.
# TESTS    unit tests beside the source; they make up the executable test_<name>.
# EXECUTABLE  the program that the sources are, in place of a library.
function(berth_library name)
  cmake_parse_arguments(ARG "" "EXECUTABLE" "DEPENDS;LINK;PRIVATE_LINK;SOURCES;TESTS" ${ARGN})
  string(REPLACE "/" "_" target "berth_${name}")
  set(include_root ${CMAKE_BINARY_DIR}/include/${target})
  get_filename_component(parent ${include_root}/${name} DIRECTORY)
  file(MAKE_DIRECTORY ${parent})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${include_root}/${name} SYMBOLIC)

  if(ARG_EXECUTABLE)
    set(target ${ARG_EXECUTABLE})
    add_executable(${target} ${ARG_SOURCES})
    set(scope PRIVATE)
  elseif(ARG_SOURCES)
    add_library(${target} STATIC ${ARG_SOURCES})
    set(scope PUBLIC)
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${target} ${scope} ${include_root})
  foreach(dependency IN LISTS ARG_DEPENDS)
    string(REPLACE "/" "_" dependency_target "berth_${dependency}")
    target_link_libraries(${target} ${scope} ${dependency_target})
  endforeach()
  target_link_libraries(${target} ${scope} ${ARG_LINK})
  if(ARG_PRIVATE_LINK)
    target_link_libraries(${target} PRIVATE ${ARG_PRIVATE_LINK})
  endif()

  if(BERTH_BUILD_TESTS AND ARG_TESTS)
    string(REPLACE "/" "_" test_target "test_${name}")
    add_executable(${test_target} ${ARG_TESTS})
    target_link_libraries(${test_target} PRIVATE ${target} GTest::gmock GTest::gtest_main)
    gtest_discover_tests(${test_target} DISCOVERY_TIMEOUT 60)
  endif()
endfunction()
