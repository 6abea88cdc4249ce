-- All that the reader did. A step takes the database from one version to the next, in one transaction;
-- steps are never edited once released: add another. Times are ISO 8601 with the offset of the reader's clock from
-- UTC, which tells their day. A bank is 'builtin' or its path.
-- A number is the order of writing; an id is drawn at random, so that rows written elsewhere keep theirs.

-- step to version 1
-- The log is the truth. `said_at` is what the clock said, `counted_at` never runs backwards for a question.
-- A row with `voids` retracts the review of that id, and counts for nothing itself. `given` was meant for the answer
-- itself and has never been written: to drop it would cost a version that older programs refuse to open.
create table reviews (
    number integer primary key,
    id integer not null unique,
    bank text not null,
    question text not null,
    revision integer not null,
    voids integer,
    rating integer check (rating between 1 and 4),
    credit real,
    seconds real,
    confidence real,
    given text,
    sitting integer,
    said_at text not null,
    counted_at text not null,
    check ((voids is null) = (rating is not null)),
    check (julianday(substr(said_at, 1, 19)) is not null and julianday(substr(counted_at, 1, 19)) is not null)
) strict;

create index reviews_of_question on reviews (bank, question);

create unique index reviews_voided on reviews (voids) where voids is not null;

create trigger reviews_are_not_replaced before insert on reviews
when exists (select 1 from reviews where id = new.id or number = new.number or voids = new.voids)
begin select raise(abort, 'the log of reviews is only ever added to'); end;

create trigger reviews_are_not_changed before update on reviews
begin select raise(abort, 'the log of reviews is only ever added to'); end;

create trigger reviews_are_not_deleted before delete on reviews
begin select raise(abort, 'the log of reviews is only ever added to'); end;

-- A cache of the log: whatever makes no sense here is made again from there, hence no constraints.
create table cards (
    bank text not null,
    question text not null,
    revision integer,
    state integer,
    step integer,
    stability real,
    difficulty real,
    due text,
    last text,
    reviews integer,
    lapses integer,
    rating integer,
    primary key (bank, question)
) strict, without rowid;

create table proofs (
    bank text not null,
    claim text not null,
    verdict text not null,
    at text not null,
    primary key (bank, claim)
) strict, without rowid;

create table bookmarks (
    bank text not null,
    question text not null,
    at text not null,
    primary key (bank, question)
) strict, without rowid;

create table notes (
    bank text not null,
    question text not null,
    text text not null,
    at text not null,
    primary key (bank, question)
) strict, without rowid;

create table sittings (
    number integer primary key,
    id integer not null unique,
    bank text not null,
    questions text not null,
    seed integer not null,
    position integer not null,
    started text not null,
    ended text
) strict;

create table forecasts (
    number integer primary key,
    id integer not null unique,
    bank text not null,
    subject text not null,
    confidence real not null check (confidence between 0 and 1),
    came_true integer not null check (came_true in (0, 1)),
    at text not null
) strict;

create table interviews (
    number integer primary key,
    id integer not null unique,
    document text not null,
    at text not null
) strict;

create table settings (
    name text primary key,
    value text not null
) strict, without rowid;

-- step to version 2
-- What the reader has typed for an open question, until its answer is graded.
create table drafts (
    bank text not null,
    question text not null,
    text text not null,
    at text not null,
    primary key (bank, question)
) strict, without rowid;

-- step to version 3
-- An exercise that the reader has opened, and how it stands: a row is one round, from opening it to the next one.
create table rounds (
    bank text not null,
    question text not null,
    revision integer not null,
    begun text not null,
    last text not null,
    seconds real not null,
    attempts integer not null,
    kept integer not null,
    hints integer not null,
    likeness integer not null,
    solution integer not null,
    timed integer not null,
    rated integer not null,
    primary key (bank, question)
) strict, without rowid;

-- One judged state of the reader's file; `seconds` are those of the round so far. A source is kept where it passed.
create table attempts (
    number integer primary key,
    id integer not null unique,
    bank text not null,
    question text not null,
    revision integer not null,
    sha256 text not null,
    passed integer not null check (passed in (0, 1)),
    fault text,
    kept integer not null,
    asked integer not null,
    hints integer not null,
    seconds real not null,
    at text not null,
    source blob
) strict;

create index attempts_at_question on attempts (bank, question);

-- step to version 4

-- How many times as long as ours a program takes; null where that was not measured.
alter table attempts add column times_ours real;
