//! `tamis workshop`: pages in, an address printed, and a session behind it until Ctrl-C.

mod answers;
mod server;

use std::io::Write as _;

use super::args::WorkshopArgs;
use super::pages::{self, Pages};
use super::status::{Status, error, note, usage};
use crate::batch::input::Record;
use crate::batch::run::work::chain;
use crate::page::Document;
use crate::workshop::session::{Session, SessionError};

use answers::Desk;

/// Bytes of the random part of the address.
const TOKEN_BYTES: usize = 24;

/// Runs the command.
pub(super) fn run(args: &WorkshopArgs) -> Status {
    match open(args) {
        Ok(status) | Err(status) => status,
    }
}

fn open(args: &WorkshopArgs) -> Result<Status, Status> {
    let Pages { records, n_failed: _ } = pages::read(&args.input, args.max_pages, |_| true)?;
    if records.is_empty() {
        error("nothing to look at: no page could be read");
        return Err(Status::Nothing);
    }
    let documents = records.into_iter().map(document).collect();
    let session =
        Session::begin(&args.rules, args.outlet.as_deref(), documents).map_err(|fault| match &fault {
            SessionError::Rules(faults) => {
                super::diagnostics::fault(faults, std::slice::from_ref(&args.rules))
            }
            other => usage(chain(other)),
        })?;
    let token = token().map_err(|cause| usage(format_args!("no random numbers for the address: {cause}")))?;
    let socket = server::bind(args.port)
        .map_err(|cause| usage(format_args!("cannot listen on port {}: {cause}", args.port)))?;
    let desk = Desk::new(session, token, socket.port);
    // The address is a key: it goes to whoever started the program, and to no other program's arguments.
    let told = writeln!(std::io::stdout(), "{}", desk.address()).and_then(|()| std::io::stdout().flush());
    if told.is_err() {
        return Err(usage("cannot write the address to standard output"));
    }
    note("open the address in a browser; Ctrl-C ends");
    server::serve(socket, desk).map_err(|cause| usage(format_args!("the server ended: {cause}")))?;
    Ok(Status::Good)
}

fn document(record: Record) -> Document<'static> {
    Document {
        id: record.id.into(),
        url: record.url.map(Into::into),
        charset: record.charset.map(Into::into),
        kind: record.kind,
        bytes: record.bytes.into(),
    }
}

/// A random word for the address, in hexadecimal digits.
fn token() -> Result<String, getrandom::Error> {
    let mut bytes = [0; TOKEN_BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
