#!/bin/bash
# Makes a folder with a real Asterisk and SIPp phones (once), and prints its path.
#
#   tests/asterisk/root.sh [--suite sid|bullseye]      sid: Asterisk 22, bullseye: Asterisk 16
#
# Start them with <folder>/asterisk and <folder>/sipp: two launchers that use the folder's own
# libraries, so they run on any Debian, as any user, without chroot, container or namespace.
# Asterisk's modules are in <folder>/modules, its data in <folder>/data.
# Exit 3 and one sentence on stderr: it cannot be had here. To build it anew, remove the folder.
set -euo pipefail
export LC_ALL=C

recipe=1 # raise it when the folder's content changes: the old folder is then left alone
limit_s=570
suite=sid

# Says why there is no Asterisk, in one line, and gives up.
cannot() {
  echo "No real Asterisk: $*" >&2
  exit 3
}

# Runs a command in what is left of the time, and for at most $1 seconds.
within() {
  local left=$((limit_s - SECONDS)) most=$1
  shift
  ((left > 0)) || cannot "building it took longer than $limit_s s."
  timeout --kill-after=5 "$((left < most ? left : most))" "$@"
}

while (($#)); do
  case $1 in
    --suite) suite=${2:?--suite needs a name} && shift 2 ;;
    *) echo "usage: root.sh [--suite sid|bullseye]" >&2 && exit 2 ;;
  esac
done

cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
[[ $cache == /* ]] || cannot "neither XDG_CACHE_HOME nor HOME names a folder to keep it in."
cache=$cache/cornetta
root=$cache/asterisk-$suite-$recipe
if [[ -x $root/asterisk ]]; then
  echo "$root"
  exit
fi

keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[[ -r $keyring ]] || keyring=${keyring%.gpg}.pgp # its name from Debian 13 on
for tool in apt-get dpkg-deb timeout flock; do
  command -v "$tool" >/dev/null || cannot "this system has no $tool (only Debian's packages are used)."
done
[[ -r $keyring ]] || cannot "this system lacks Debian's signing keys ($keyring)."
mkdir -p "$cache" 2>/dev/null || cannot "the folder $cache cannot be made."

# Two builders at once: the second one waits and finds the work done.
exec 9>"$cache/asterisk-$suite.lock"
flock --wait "$limit_s" 9 || cannot "another build of it did not end within $limit_s s."
if [[ -x $root/asterisk ]]; then
  echo "$root"
  exit
fi

free_mb=$(df -Pm "$cache" | awk 'NR == 2 { print $4 }')
((free_mb >= 600)) || cannot "it needs 600 MB in $cache, where $free_mb MB are free."

# What a killed build left behind goes first. Nobody uses a folder before its last mv.
work=$root.part
rm -rf "$work"
trap 'rm -rf "$work"' EXIT
new=$work/root
mkdir -p "$new" "$work"/apt/{state/lists,cache/archives}/partial

# This system's own sources tell where a Debian archive is: no host name stands here. The address
# of another vendor's packages is harmless, since Debian's keys have to match.
# shellcheck disable=SC2016  # the $(...) are apt's own
mapfile -t archives < <(
  apt-get indextargets --format '$(COMPONENT) $(ORIGIN) $(RELEASE) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    awk '$1 == "main" && $(NF - 1) !~ /[-\/]/ && !seen[$NF]++ {
      print ($2 == "Debian" ? 0 : 1), $NF }' | sort -s -n | cut -d' ' -f2
)
((${#archives[@]})) || cannot "this system's apt knows no Debian archive."

# A private apt: its own lists and cache, and an empty list of installed packages, so that every
# library down to libc is fetched. How this system reaches the network (proxy) is kept.
: >"$work/apt/status"
cat >"$work/apt/conf" <<CONF
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::State "$work/apt/state";
Dir::State::status "$work/apt/status";
Dir::Cache "$work/apt/cache";
Dir::Etc::sourcelist "$work/apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Install-Recommends "false";
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Check-Valid-Until "false";
Acquire::Retries "1";
Acquire::http::Timeout "10";
Acquire::https::Timeout "10";
CONF

echo "Fetching a real Asterisk and SIPp from Debian $suite (90 MB, once) ..." >&2
found=
away_at=$((SECONDS + 50)) # a network that is away is found out within a minute
for archive in "${archives[@]:0:3}"; do
  echo "deb [signed-by=$keyring] $archive $suite main" >"$work/apt/sources.list"
  ((SECONDS < away_at)) || break
  within $((away_at - SECONDS)) apt-get -c "$work/apt/conf" -qq update >"$work/apt/log" 2>&1 && found=$archive && break
done
[[ $found ]] || cannot "Debian's archive of $suite cannot be read ($(grep -m1 '^[EW]:' "$work/apt/log" || echo 'no answer'))."
within 480 apt-get -c "$work/apt/conf" -qq -y --download-only install asterisk sip-tester >"$work/apt/log" 2>&1 ||
  cannot "Debian's packages cannot be fetched ($(grep -m1 '^E:' "$work/apt/log" || echo 'it took too long'))."

# Since Debian merged /usr these four are links. dpkg-deb -x would replace them by folders where a
# package still has a real lib/; tar can be told not to, and to make no file setuid.
for name in bin sbin lib lib64; do
  mkdir -p "$new/usr/$name"
  ln -s "usr/$name" "$new/$name"
done
# shellcheck disable=SC2016  # the inner shell expands them
unpack='dpkg-deb --fsys-tarfile "$1" | tar -x -C "$0" --keep-directory-symlink --no-same-owner \
  --no-same-permissions --exclude=./usr/share/doc --exclude=./usr/share/man --exclude=./usr/share/locale'
find "$work/apt/cache/archives" -name '*.deb' -print0 |
  within 300 xargs -0 -n1 -P "$(nproc)" bash -o pipefail -c "$unpack" "$new" 2>"$work/apt/log" ||
  cannot "a package cannot be unpacked ($(head -n1 "$work/apt/log"))."

loader=$(cd "$new" && find usr/lib/*/ -maxdepth 1 -name 'ld-linux*.so.*' | head -n1)
[[ $loader ]] || cannot "Debian's $(dpkg --print-architecture) packages of $suite have no loader."
lib=${loader%/*}
modules=$(cd "$new" && find usr/lib -name chan_pjsip.so) # Debian 11 has no triplet in this path
[[ $modules ]] || cannot "Debian's Asterisk of $suite has no chan_pjsip."
ln -s "${modules%/*}" "$new/modules"
ln -s usr/share/asterisk "$new/data"
for program in usr/sbin/asterisk usr/bin/sipp; do
  # Every path is found anew from the launcher's own, so the folder may be moved.
  cat >"$new/${program##*/}" <<SH
#!/bin/sh
root=\$(cd "\${0%/*}" && pwd) || exit
exec "\$root/$loader" --library-path "\$root/$lib:\$root/usr/lib" "\$root/$program" "\$@"
SH
  chmod 755 "$new/${program##*/}"
done
"$new/asterisk" -V >"$work/apt/log" 2>&1 || cannot "the fetched Asterisk does not start ($(head -n1 "$work/apt/log"))."
"$new/sipp" -v >"$work/apt/log" 2>&1 || [[ -s $work/apt/log ]] || cannot "the fetched SIPp does not start."

mv "$new" "$root"
echo "$root"
