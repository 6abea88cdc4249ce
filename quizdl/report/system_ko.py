"""What the system, Python and SQLite say of a file, in Korean; the others of their words stay as they are."""

from __future__ import annotations

from quizdl.report.forms import Forms

SYSTEM_KO: Forms = {
    "[Errno {number}] {why}: {file}": "{why}: {file}",
    "[Errno {number}] {why}": "{why}",
    "No such file or directory": "그런 파일이나 폴더가 없습니다",
    "Permission denied": "권한이 없습니다",
    "Operation not permitted": "허용되지 않는 작업입니다",
    "No space left on device": "디스크에 빈 공간이 없습니다",
    "Disk quota exceeded": "디스크 할당량을 넘었습니다",
    "Read-only file system": "읽기 전용 파일 시스템입니다",
    "Is a directory": "폴더입니다",
    "Not a directory": "폴더가 아닙니다",
    "File exists": "같은 이름이 이미 있습니다",
    "File name too long": "이름이 너무 깁니다",
    "Too many levels of symbolic links": "심볼릭 링크가 서로를 가리킵니다",
    "Too many open files": "열린 파일이 너무 많습니다",
    "Input/output error": "입출력 오류",
    "Broken pipe": "출력을 받는 쪽이 닫혔습니다",
    "'utf-8' codec can't decode byte {byte} in position {position}: {reason}": (
        "UTF-8이 아닙니다 (위치 {position}의 바이트 {byte})"
    ),
    "'utf-8' codec can't decode bytes in position {position}: {reason}": "UTF-8이 아닙니다 (위치 {position})",
    "database is locked": "다른 프로그램이 데이터베이스를 쓰고 있습니다",
    "database or disk is full": "디스크에 빈 공간이 없습니다",
    "unable to open database file": "데이터베이스 파일을 열 수 없습니다",
    "disk I/O error": "디스크 입출력 오류",
    "attempt to write a readonly database": "데이터베이스에 쓸 권한이 없습니다",
    "database disk image is malformed": "데이터베이스 파일이 손상되었습니다",
    "file is not a database": "데이터베이스 파일이 아닙니다",
}
