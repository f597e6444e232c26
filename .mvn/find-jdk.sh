# Sourced by mvnw and pulse. POSIX sh.

# The feature release (21 of 21.0.4) of the Java in folder $1; 0 where program $2 is not in it.
jdk_release() {
  if [ ! -x "$1/bin/$2" ]; then
    echo 0
    return
  fi
  jdk_found=
  if [ -r "$1/release" ]; then
    jdk_found=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9][0-9]*\).*/\1/p' "$1/release" | head -n 1)
  fi
  if [ -z "$jdk_found" ]; then
    jdk_found=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9][0-9]*\).*/\1/p' | head -n 1)
  fi
  echo "${jdk_found:-0}"
}

# The home of the java on the PATH; nothing where there is none.
jdk_on_path() {
  jdk_java=$(command -v java 2>/dev/null) || return 0
  jdk_home=$(dirname -- "$(dirname -- "$(readlink -f -- "$jdk_java" 2>/dev/null || echo "$jdk_java")")")
  if [ ! -r "$jdk_home/release" ]; then # a stub or a wrapper script: only Java itself knows
    jdk_home=$("$jdk_java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
  fi
  echo "$jdk_home"
}

# The home that macOS would choose; nothing elsewhere.
jdk_of_macos() {
  if [ -x /usr/libexec/java_home ]; then
    /usr/libexec/java_home -v 21+ 2>/dev/null || true
  fi
}

# Sets JAVA_HOME to a Java of release 21 or later that has program $1 (java or javac): JAVA_HOME itself, else the one on the
# PATH, else the newest in the usual folders. Says in one line what to install, and fails, where there is none.
find_jdk() {
  for jdk_candidate in "${JAVA_HOME:-}" "$(jdk_on_path)"; do
    if [ -n "$jdk_candidate" ] && [ "$(jdk_release "$jdk_candidate" "$1")" -ge 21 ]; then
      JAVA_HOME=$jdk_candidate
      export JAVA_HOME
      return 0
    fi
  done
  jdk_best=
  jdk_best_release=20
  for jdk_candidate in /usr/lib/jvm/* /usr/java/* /usr/local/*jdk* /opt/*jdk* /opt/java/* \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* "${HOME:-}"/.jdks/*/Contents/Home \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$(jdk_of_macos)"; do
    if [ -n "$jdk_candidate" ] && [ -d "$jdk_candidate" ]; then
      jdk_this_release=$(jdk_release "$jdk_candidate" "$1")
      if [ "$jdk_this_release" -gt "$jdk_best_release" ]; then
        jdk_best=$jdk_candidate
        jdk_best_release=$jdk_this_release
      fi
    fi
  done
  if [ -z "$jdk_best" ]; then
    echo "PulseMetrics needs a JDK of version 21 or later and found none: install one (openjdk-21-jdk, say) or set JAVA_HOME to it." >&2
    return 1
  fi
  JAVA_HOME=$jdk_best
  export JAVA_HOME
}
