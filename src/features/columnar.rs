//! Columns of numbers, one row per client, as a Parquet file written a row group at a time.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, Repetition, Type as PhysicalType};
use parquet::column::writer::{ColumnCloseResult, get_column_writer, get_typed_column_writer};
use parquet::data_type::{DoubleType, FloatType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedFileWriter, SerializedPageWriter, TrackedWrite};
use parquet::schema::types::{ColumnDescPtr, Type};
use rayon::prelude::*;

use crate::files;

/// How a column is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// Whole numbers, never missing.
    Key,
    /// Whole numbers or nothing.
    Integer,
    /// 32-bit numbers or nothing.
    Float,
    /// 64-bit numbers or nothing.
    Double,
}

/// The values of a column in one row group.
#[derive(Debug, Clone)]
pub enum Cells {
    /// Of [`Stored::Key`].
    Key(Vec<i32>),
    /// Of [`Stored::Integer`].
    Integer(Vec<Option<i32>>),
    /// Of [`Stored::Float`] and [`Stored::Double`]; NaN is missing.
    Number(Vec<f64>),
}

/// What the file holds.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Name of the schema.
    pub name: &'static str,
    /// Name and storage of each column.
    pub columns: Vec<(String, Stored)>,
    /// Notes kept in the file: key and value.
    pub notes: Vec<(String, String)>,
}

/// A Parquet file being written.
pub struct RowGroups<'w, 'f> {
    writer: SerializedFileWriter<&'w mut BufWriter<&'f File>>,
    properties: WriterPropertiesPtr,
    descriptors: Vec<ColumnDescPtr>,
}

/// Writes a whole file or none: `fill` adds the row groups.
///
/// The same cells give the same bytes on any number of threads.
///
/// # Errors
///
/// Those of `fill`, and [`files::Error::Write`]; the old file then stays as it was.
pub fn write<E: From<files::Error>>(
    path: &Path,
    layout: &Layout,
    fill: impl FnOnce(&mut RowGroups<'_, '_>) -> Result<(), E>,
) -> Result<(), E> {
    files::write_atomically::<E>(path, |file| {
        let failed = |error: ParquetError| failed(path, error);
        let mut groups = RowGroups::new(file, layout).map_err(failed)?;
        fill(&mut groups)?;
        groups.writer.close().map_err(failed)?;
        Ok(())
    })
}

/// What went wrong, as an error of the file.
fn failed(path: &Path, error: ParquetError) -> files::Error {
    files::Error::Write { path: path.to_owned(), source: std::io::Error::other(error) }
}

impl<'w, 'f> RowGroups<'w, 'f> {
    fn new(file: &'w mut BufWriter<&'f File>, layout: &Layout) -> Result<Self, ParquetError> {
        let schema = Arc::new(schema(layout)?);
        let properties = Arc::new(properties(layout));
        let writer = SerializedFileWriter::new(file, schema, Arc::clone(&properties))?;
        let descriptors = writer.schema_descr().columns().to_vec();
        Ok(Self { writer, properties, descriptors })
    }

    /// Adds a row group; `cells` gives the values of the column at a place, as many of each.
    ///
    /// Columns are encoded side by side.
    ///
    /// # Errors
    ///
    /// [`files::Error::Write`], which names `path`.
    pub fn add(
        &mut self,
        path: &Path,
        cells: &(dyn Fn(usize) -> Cells + Sync),
    ) -> Result<(), files::Error> {
        let failed = |error: ParquetError| failed(path, error);
        let encoded: Vec<(Bytes, ColumnCloseResult)> = self
            .descriptors
            .par_iter()
            .enumerate()
            .map(|(place, descriptor)| encode(descriptor, &self.properties, cells(place)))
            .collect::<Result<_, _>>()
            .map_err(failed)?;
        let mut group = self.writer.next_row_group().map_err(failed)?;
        for (bytes, closed) in encoded {
            group.append_column(&bytes, closed).map_err(failed)?;
        }
        group.close().map_err(failed)?;
        Ok(())
    }
}

fn schema(layout: &Layout) -> Result<Type, ParquetError> {
    let column = |(name, stored): &(String, Stored)| {
        let (kind, repetition) = match stored {
            Stored::Key => (PhysicalType::INT32, Repetition::REQUIRED),
            Stored::Integer => (PhysicalType::INT32, Repetition::OPTIONAL),
            Stored::Float => (PhysicalType::FLOAT, Repetition::OPTIONAL),
            Stored::Double => (PhysicalType::DOUBLE, Repetition::OPTIONAL),
        };
        let column = Type::primitive_type_builder(name, kind).with_repetition(repetition);
        column.build().map(Arc::new)
    };
    let fields = layout.columns.iter().map(column).collect::<Result<_, _>>()?;
    Type::group_type_builder(layout.name).with_fields(fields).build()
}

fn properties(layout: &Layout) -> WriterProperties {
    let note = |(key, value): &(String, String)| KeyValue::new(key.clone(), value.clone());
    WriterProperties::builder()
        .set_compression(Compression::LZ4_RAW)
        .set_dictionary_enabled(false)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_offset_index_disabled(true)
        .set_created_by("octroi".to_owned())
        .set_key_value_metadata(Some(layout.notes.iter().map(note).collect()))
        .build()
}

/// Encodes one column of a row group; cells of another storage than the column's are an error.
fn encode(
    descriptor: &ColumnDescPtr,
    properties: &WriterPropertiesPtr,
    cells: Cells,
) -> Result<(Bytes, ColumnCloseResult), ParquetError> {
    let mut bytes = TrackedWrite::new(Vec::new());
    let page_writer = Box::new(SerializedPageWriter::new(&mut bytes));
    let writer = get_column_writer(Arc::clone(descriptor), Arc::clone(properties), page_writer);
    let closed = match (cells, descriptor.physical_type()) {
        (Cells::Key(keys), PhysicalType::INT32) => {
            let mut writer = get_typed_column_writer::<Int32Type>(writer);
            writer.write_batch(&keys, None, None)?;
            writer.close()?
        }
        (Cells::Integer(values), PhysicalType::INT32) => {
            let levels: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
            let known: Vec<i32> = values.into_iter().flatten().collect();
            let mut writer = get_typed_column_writer::<Int32Type>(writer);
            writer.write_batch(&known, Some(&levels), None)?;
            writer.close()?
        }
        (Cells::Number(values), PhysicalType::FLOAT) => {
            let (known, levels) = known(&values);
            let known: Vec<f32> = known.iter().map(|&value| value as f32).collect();
            let mut writer = get_typed_column_writer::<FloatType>(writer);
            writer.write_batch(&known, Some(&levels), None)?;
            writer.close()?
        }
        (Cells::Number(values), PhysicalType::DOUBLE) => {
            let (known, levels) = known(&values);
            let mut writer = get_typed_column_writer::<DoubleType>(writer);
            writer.write_batch(&known, Some(&levels), None)?;
            writer.close()?
        }
        _ => return Err(ParquetError::General("cells of another kind than the column".to_owned())),
    };
    bytes.flush()?;
    Ok((Bytes::from(bytes.into_inner()?), closed))
}

/// The known values, and for each row whether there is one.
fn known(column: &[f64]) -> (Vec<f64>, Vec<i16>) {
    let levels = column.iter().map(|value| i16::from(!value.is_nan())).collect();
    (column.iter().copied().filter(|value| !value.is_nan()).collect(), levels)
}
