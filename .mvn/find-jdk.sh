# shellcheck shell=sh
# Sourced by mvnw and memtrace: finds a JDK that is new enough, whatever java the shell would run.
#
# A JDK tells its version in its file "release"; reading that is quick, starting each java is not.
# Order: JAVA_HOME, java on the PATH, then the newest one in the usual folders. For tests, or for
# unusual machines, MEMTRACE_JDK_FOLDERS (separated by colons) replaces the usual folders.

JDK_MAJOR_MIN=25

# Prints one number that orders versions, such as 25000003 for 25.0.3; fails if this is no such JDK.
jdk_rank() {
    [ -f "$1/release" ] && [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
    jdk_version=
    while IFS= read -r jdk_line || [ -n "$jdk_line" ]; do
        case $jdk_line in
            JAVA_VERSION=*) jdk_version=${jdk_line#JAVA_VERSION=} ;;
        esac
    done <"$1/release"
    jdk_version=${jdk_version#\"}
    jdk_version=${jdk_version%%[!0-9.]*} # ends at the quote, or before an "-ea" or "+36"
    jdk_old_ifs=$IFS
    IFS=.
    # shellcheck disable=SC2086 # split at the dots
    set -- $jdk_version
    IFS=$jdk_old_ifs
    [ "${1:-0}" -ge "$JDK_MAJOR_MIN" ] || return 1
    echo $((${1} * 1000000 + ${2:-0} * 1000 + ${3:-0}))
}

# Prints the file that a chain of symbolic links ends at.
resolve_links() {
    link_path=$1
    while [ -L "$link_path" ]; do
        link_target=$(readlink "$link_path")
        case $link_target in
            /*) link_path=$link_target ;;
            *) link_path=${link_path%/*}/$link_target ;;
        esac
    done
    echo "$link_path"
}

# Prints the home of the java that the shell would run; the folder above its bin.
jdk_on_path() {
    jdk_java=$(command -v java) || return 1
    jdk_java=$(resolve_links "$jdk_java")
    jdk_bin=${jdk_java%/*}
    (cd "$jdk_bin/.." 2>/dev/null && pwd -P)
}

# Prints every place where a JDK may be, one per line, whether it exists or not.
jdk_places() {
    if [ -n "${MEMTRACE_JDK_FOLDERS:-}" ]; then
        jdk_old_ifs=$IFS
        IFS=:
        for jdk_folder in $MEMTRACE_JDK_FOLDERS; do
            printf '%s\n' "$jdk_folder"/*
        done
        IFS=$jdk_old_ifs
        return
    fi
    printf '%s\n' /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/java
    if [ -n "${HOME:-}" ]; then
        printf '%s\n' "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*
        printf '%s\n' "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home
    fi
    printf '%s\n' /Library/Java/JavaVirtualMachines/*/Contents/Home
    if [ -x /usr/libexec/java_home ]; then
        /usr/libexec/java_home -v "$JDK_MAJOR_MIN+" 2>/dev/null
    fi
    for brew in /opt/homebrew/opt /usr/local/opt /home/linuxbrew/.linuxbrew/opt; do
        printf '%s\n' "$brew"/openjdk*/libexec "$brew"/openjdk*/libexec/openjdk.jdk/Contents/Home
    done
}

# Prints the newest JDK of the usual folders.
newest_jdk() {
    jdk_places | {
        best=
        best_rank=0
        while IFS= read -r place; do
            if rank=$(jdk_rank "$place") && [ "$rank" -gt "$best_rank" ]; then
                best=$place
                best_rank=$rank
            fi
        done
        [ -n "$best" ] && echo "$best"
    }
}

# Sets and exports JAVA_HOME, or says in one sentence what to install and fails.
find_jdk() {
    if [ -n "${JAVA_HOME:-}" ] && jdk_rank "$JAVA_HOME" >/dev/null; then
        export JAVA_HOME
        return 0
    fi
    if jdk_found=$(jdk_on_path) && jdk_rank "$jdk_found" >/dev/null; then
        JAVA_HOME=$jdk_found
    elif jdk_found=$(newest_jdk); then
        JAVA_HOME=$jdk_found
    else
        echo "memtrace needs a JDK $JDK_MAJOR_MIN or newer, with javac, and found none: install one" \
            "(Eclipse Temurin $JDK_MAJOR_MIN, for example) or set JAVA_HOME to it." >&2
        return 1
    fi
    export JAVA_HOME
}
